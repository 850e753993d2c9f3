#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Creates the tasks of prompts.csv and saves their videos, with a budget. Can be run again after any interruption.
.DESCRIPTION
The CSV has a column Prompt and optional columns Key, Model, Duration, AspectRatio, FirstImage and the other parameters
of New-SeedanceTask. Everything is recorded in the journal, so the same command creates nothing twice and saves the
remaining videos.

The exit code is 0 when every row has its video, and 1 otherwise. Each request whose result is unknown is listed: look
in the provider's console before you run New-SeedanceTask with -Resubmit for its key.
.EXAMPLE
pwsh -NoProfile -File prompts-to-videos.ps1 -Csv prompts.csv -Journal run.jsonl -MaximumTokens 5000000
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [string] $Journal = './run.jsonl',
    [string] $Destination = './videos',
    [long] $MaximumTokens = 1000000,
    [double] $Timeout = 7200
)

$rows = @(Import-Csv -LiteralPath $Csv)
$rows |
    New-SeedanceTask -Journal $Journal -MaximumTokens $MaximumTokens -ErrorAction SilentlyContinue `
        -ErrorVariable notCreated |
    Save-SeedanceVideo -Wait -Timeout $Timeout -Destination $Destination -FileName '{Key}.mp4' -Metadata `
        -Journal $Journal -ErrorAction SilentlyContinue -ErrorVariable notSaved -OutVariable saved |
    ForEach-Object { Write-Output "$($_.TaskId): $($_.Path)" }

Write-Output "$($saved.Count) of $($rows.Count) rows have their videos in $Destination."
foreach ($failure in @($notCreated) + @($notSaved)) {
    if (-not $failure) { continue }
    $id = $failure.FullyQualifiedErrorId.Split(',')[0]
    Write-Output "$($failure.TargetObject): $id. $($failure.Exception.Message)"
}

if ($saved.Count -eq $rows.Count) { exit 0 }
exit 1
