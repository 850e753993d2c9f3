#Requires -Version 5.1

<#
.SYNOPSIS
Lets through the rows that belong to one of several machines, by a stable hash of the id.
.DESCRIPTION
The same id belongs to the same machine on every run and every system, so that each asks for its own ones alone, whoever restarts, and
nobody has to divide a list. A changed -Count deals all ids anew; that is safe, as videos that are there are skipped.
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
    # The same bytes make the same number on every processor.
    $number = [uint32]$hash[0] * 16777216 + [uint32]$hash[1] * 65536 + [uint32]$hash[2] * 256 + $hash[3]
    if ($number % $Count -eq $Index) { $Row }
}

end {
    $sha256.Dispose()
}
