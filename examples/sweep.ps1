#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of the CSV files in a folder, in short runs: for cron, a systemd timer or the Task Scheduler.
.DESCRIPTION
Other programs put CSV files with task ids into -Inbox. Each run saves the finished videos and spends at most -Timeout
seconds on each file; unfinished tasks are left to the next run. A file without unfinished tasks is moved to the folder
done.

The script can be killed at any time, because its state is on disk alone: a video with its final name is complete, a
file in the inbox has unfinished rows, and the operating system releases the lock with the process.
.EXAMPLE
*/5 * * * * pwsh -NoProfile -NonInteractive -File /srv/sweep.ps1 -Inbox /srv/inbox -Destination /srv/videos
.EXAMPLE
schtasks /Create /SC MINUTE /MO 5 /TN Videos /TR "pwsh -NoProfile -File C:\videos\sweep.ps1 -Inbox C:\videos\inbox"
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
    # The operating system closes the file when this process ends for any reason.
    $lock = [IO.File]::Open((Join-Path $folder '.lock'), 'OpenOrCreate', 'ReadWrite', 'None')
} catch [IO.IOException] {
    Write-Output 'Another run uses this inbox.'
    exit 0
}

$worst = 0
foreach ($file in Get-ChildItem -LiteralPath $folder -Filter *.csv -File | Sort-Object -Property LastWriteTime) {
    Write-Output "$($file.Name):"
    $failed = Join-Path $done ($file.BaseName + '.failed.csv')
    & "$PSScriptRoot/unattended.ps1" -Csv $file.FullName -Destination $Destination -Failed $failed -Timeout $Timeout `
        -VaultName $VaultName -SecretName $SecretName
    if ($LASTEXITCODE -le 1) { Move-Item -LiteralPath $file.FullName -Destination $done -Force }
    $worst = [Math]::Max($worst, $LASTEXITCODE)
    if ($worst -eq 3) { break }
}

$lock.Dispose()
exit $worst
