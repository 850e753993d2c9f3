#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file and a report about them, as the artifact of a build.
.DESCRIPTION
The videos, the page report.html and the same data as report.json are written to one folder. Publish the folder as the
artifact of the job, and open the page from there. The report is written even after an error. The exit code is 0 when
every row has its video, and 1 otherwise.

In GitHub Actions publish the folder with actions/upload-artifact and if: always(); in Azure Pipelines with
PublishPipelineArtifact and condition: always().
.EXAMPLE
pwsh -NoProfile -File render-with-report.ps1 -Csv ids.csv -Artifact ./artifact
#>
[CmdletBinding()]
param(
    # The rows have a column Id, TaskId or task_id.
    [Parameter(Mandatory)] [string] $Csv,

    # The folder of the artifact.
    [string] $Artifact = './artifact',

    # The total time limit in seconds.
    [double] $Timeout = 3600
)

$results = @()
try {
    # 2>&1 adds the errors to the output, so that the report shows them.
    $results = @(Import-Csv -LiteralPath $Csv |
        Save-SeedanceVideo -Wait -Timeout $Timeout -Destination "$Artifact/videos" 2>&1)
} finally {
    $page = $results | Export-SeedanceReport -Path "$Artifact/report.html"
    $null = $results | Export-SeedanceReport -Path "$Artifact/report.json" -AsJson
}

$failed = @($results | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
$saved = $results.Count - $failed.Count
Write-Output "$saved of $($results.Count) videos were saved; the report is $($page.FullName)."
if ($failed) { exit 1 }
