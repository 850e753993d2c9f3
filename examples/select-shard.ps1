#Requires -Version 5.1

<#
.SYNOPSIS
Passes on the rows that belong to one of several machines, by a stable hash of the id.
.DESCRIPTION
The same id belongs to the same machine on every run and on every system. Each machine queries only its own ids, also
after a restart. A different -Count distributes all ids anew. This is safe, because existing videos are skipped.
.EXAMPLE
Import-Csv ids.csv | ./select-shard.ps1 -Count 4 -Index 0
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [ValidateRange(1, 65536)] [int] $Count,

    # From 0 to Count - 1.
    [Parameter(Mandatory)] [ValidateRange(0, 65535)] [int] $Index,

    [Parameter(Mandatory, ValueFromPipeline)] [psobject] $Row
)

begin {
    $sha256 = [Security.Cryptography.SHA256]::Create()
}

process {
    $id = "$($Row.Id, $Row.TaskId, $Row.task_id | Where-Object { $_ } | Select-Object -First 1)".Trim()
    $hash = $sha256.ComputeHash([Text.Encoding]::UTF8.GetBytes($id))
    # Built from bytes, so that the byte order of the processor does not matter.
    $number = [uint32]$hash[0] * 16777216 + [uint32]$hash[1] * 65536 + [uint32]$hash[2] * 256 + $hash[3]
    if ($number % $Count -eq $Index) { $Row }
}

end {
    $sha256.Dispose()
}
