#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves one machine's share of the videos of a CSV file; the exit codes are those of unattended.ps1.
.DESCRIPTION
An indexed Job of Kubernetes sets JOB_COMPLETION_INDEX in each of its pods, and kubernetes-job.yaml sets SHARD_COUNT.
.EXAMPLE
./save-shard.ps1 -Csv ids.csv -Destination /videos -Count 4 -Index 0
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string] $Destination,
    [int] $Count = $env:SHARD_COUNT,
    [int] $Index = $env:JOB_COMPLETION_INDEX,
    [double] $Timeout = 3600
)

$ErrorActionPreference = 'Stop'
try {
    $rows = @(Import-Csv -LiteralPath $Csv | & "$PSScriptRoot/select-shard.ps1" -Count $Count -Index $Index)
    $mine = [IO.Path]::GetTempFileName()
} catch {
    Write-Output "Nothing could be done: $_"
    exit 3
}

try {
    Write-Output "Share $Index of ${Count}: $($rows.Count) ids."
    if (-not $rows) { exit 0 }
    $rows | Export-Csv -LiteralPath $mine -NoTypeInformation -Encoding UTF8
    $failed = Join-Path $Destination "failed-$Index.csv"
    & "$PSScriptRoot/unattended.ps1" -Csv $mine -Destination $Destination -Failed $failed -Timeout $Timeout
    exit $LASTEXITCODE
} finally {
    Remove-Item -LiteralPath $mine
}
