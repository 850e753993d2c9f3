#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file without interaction: the key from a vault, the outcome as an exit code.
.DESCRIPTION
The exit code is 0 when every row has its video; 1 when the other rows failed permanently (read the report); 2 when the
same command may save more later; 3 when nothing could be done: no key, no file of ids, no destination.

The vault must open without a prompt. For SecretStore, use either Set-SecretStoreConfiguration -Authentication None on
an account of its own, or Unlock-SecretStore with a password that only this account can read, before this script.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File unattended.ps1 -Csv ids.csv -Destination D:\videos -VaultName Videos
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [string] $Destination = './videos',
    [string] $Failed = './failed.csv',
    [double] $Timeout = 3600,
    [string] $VaultName,
    [string] $SecretName
)

# Errors that a second attempt does not change.
$final = 'TaskFailed', 'TaskIdInvalid', 'TaskNotFound', 'VideoExpired', 'FileNameInvalid', 'FileNameConflict'

$key = @{}
if ($VaultName) { $key.VaultName = $VaultName }
if ($SecretName) { $key.SecretName = $SecretName }
try {
    $report = @(& "$PSScriptRoot/csv-to-videos.ps1" -Csv $Csv -Destination $Destination -Failed $Failed `
            -Timeout $Timeout -Option $key -ErrorAction Stop)
} catch {
    Write-Output "Nothing could be done: $_"
    exit 3
}

$without = @($report | Where-Object { -not $_.Path })
Write-Output "$($report.Count - $without.Count) of $($report.Count) videos are in $Destination."
foreach ($row in $without) { Write-Output "$($row.Id): $($row.Result). $($row.Reason)" }

if (-not $without) { exit 0 }
if ($without | Where-Object { $final -notcontains $_.Result }) { exit 2 }
exit 1
