#Requires -Version 5.1

<#
.SYNOPSIS
Divides the ids of a CSV file among several hosts with Invoke-Command, and returns their results and errors.
.DESCRIPTION
Each host has the module installed and saves its share to its own -Destination. A video that a host could not save is an
error here, with the id as its target and the host in its OriginInfo. When a host fails, run the same command again:
videos that are already saved are skipped.
.EXAMPLE
$session = New-PSSession -HostName render1, render2
./invoke-on-hosts.ps1 -Session $session -Csv ids.csv -Destination /srv/videos -ApiKey (Get-Secret SeedanceApiKey)
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [Management.Automation.Runspaces.PSSession[]] $Session,
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string] $Destination,

    # Without it each host uses its own key: from its vault or its environment.
    [securestring] $ApiKey,

    [double] $Timeout = 3600
)

$save = {
    param($Rows, $Destination, $Timeout, $ApiKey)
    $option = @{}
    if ($ApiKey) { $option.ApiKey = $ApiKey }
    $Rows | Save-SeedanceVideo -Wait -Timeout $Timeout -Destination $Destination @option
}

$rows = @(Import-Csv -LiteralPath $Csv)
$jobs = for ($i = 0; $i -lt $Session.Count; $i++) {
    $share = @($rows | & "$PSScriptRoot/select-shard.ps1" -Count $Session.Count -Index $i)
    $arguments = $share, $Destination, $Timeout, $ApiKey
    if ($share) { Invoke-Command -Session $Session[$i] -ScriptBlock $save -ArgumentList $arguments -AsJob }
}

if ($jobs) { $jobs | Receive-Job -Wait -AutoRemoveJob }
