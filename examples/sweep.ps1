#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Works off a folder of CSV files, a little with every run; for cron, a systemd timer or the Task Scheduler.
.DESCRIPTION
Whoever creates tasks drops a CSV file with their ids into -Inbox. A sweep saves what is finished and ends after -Timeout seconds for each
file; what is not finished is left to the next sweep. A file whose rows are all settled moves to the folder done.

It may be killed at any moment. Nothing is remembered but what is on disk: a video under its name is whole, a file in the inbox has rows
that are not settled, and the lock dies with the process.
.EXAMPLE
*/5 * * * * pwsh -NoProfile -NonInteractive -File /srv/videos/sweep.ps1 -Inbox /srv/videos/inbox -Destination /srv/videos/out
.EXAMPLE
schtasks /Create /SC MINUTE /MO 5 /TN Videos /TR "pwsh -NoProfile -NonInteractive -File C:\videos\sweep.ps1 -Inbox C:\videos\inbox"
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Inbox,
    [string] $Destination = (Join-Path $Inbox 'videos'),
    [double] $Timeout = 240,
    [string] $VaultName,
    [string] $SecretName
)

$ErrorActionPreference = 'Stop'
$folder = Convert-Path -LiteralPath $Inbox
$done = Join-Path $folder 'done'
$null = New-Item -ItemType Directory -Path $done -Force
try {
    # The system closes it whatever ends this process.
    $lock = [IO.File]::Open((Join-Path $folder '.lock'), 'OpenOrCreate', 'ReadWrite', 'None')
} catch [IO.IOException] {
    Write-Output 'Another sweep is at work.'
    exit 0
}

$worst = 0
foreach ($file in Get-ChildItem -LiteralPath $folder -Filter *.csv -File | Sort-Object -Property LastWriteTime) {
    Write-Output "$($file.Name):"
    $failed = Join-Path $done ($file.BaseName + '.failed.csv')
    & "$PSScriptRoot/unattended.ps1" -Csv $file.FullName -Destination $Destination -Failed $failed -Timeout $Timeout -VaultName $VaultName -SecretName $SecretName
    if ($LASTEXITCODE -le 1) { Move-Item -LiteralPath $file.FullName -Destination $done -Force }
    $worst = [Math]::Max($worst, $LASTEXITCODE)
    if ($worst -eq 3) { break }
}

$lock.Dispose()
exit $worst
