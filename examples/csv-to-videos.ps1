#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Waits for the tasks of a CSV file, saves their videos, and reports on every row.
.DESCRIPTION
Writes one object for each row: Id, Result (Saved, Skipped, or the id of the error), Path, Length, Sha256, Reason,
NextStep. The rows without a video are also written to a second CSV file, which can be the input of the next run.
.EXAMPLE
./csv-to-videos.ps1 ids.csv -Destination ./videos | Group-Object Result -NoElement
#>
[CmdletBinding()]
param(
    # The rows have a column Id, TaskId or task_id; other columns may be used by -FileName.
    [Parameter(Mandatory, Position = 0)] [string] $Csv,

    [string] $Destination = './videos',

    # Where to write the rows that have no video.
    [string] $Failed = './failed.csv',

    # The total time limit in seconds.
    [double] $Timeout = 3600,

    # More parameters of Save-SeedanceVideo, such as
    # @{ FileName = '{Created:yyyyMMdd} {Id}.mp4'; VaultName = 'Videos' }.
    [hashtable] $Option = @{}
)

$rows = @(Import-Csv -LiteralPath $Csv)
$videos = @{}
$problems = @{}
$rows |
    Save-SeedanceVideo @Option -Wait -Timeout $Timeout -Destination $Destination -ErrorVariable records `
        -ErrorAction SilentlyContinue |
    ForEach-Object { $videos[$_.TaskId] = $_ }
foreach ($record in $records) { $problems["$($record.TargetObject)"] = $record }

$report = foreach ($row in $rows) {
    $id = "$($row.Id, $row.TaskId, $row.task_id | Where-Object { $_ } | Select-Object -First 1)".Trim()
    $video = $videos[$id]
    $problem = $problems[$id]
    [pscustomobject]@{
        Id = $id
        Result = if (-not $video) { ($problem.FullyQualifiedErrorId -split ',')[0] }
            elseif ($video.Skipped) { 'Skipped' } else { 'Saved' }
        Path = $video.Path
        Length = $video.Length
        Sha256 = $video.Sha256
        Reason = $problem.Exception.Message
        NextStep = $problem.Exception.RecommendedAction
    }
}

$without = @($report | Where-Object { -not $_.Path })
if ($without) {
    $without | Select-Object -Property Id, Result, Reason, NextStep |
        Export-Csv -LiteralPath $Failed -NoTypeInformation -Encoding UTF8
} elseif (Test-Path -LiteralPath $Failed) {
    Remove-Item -LiteralPath $Failed
}
$report
