#Requires -Version 5.1

<#
.SYNOPSIS
What is special to Windows, in its own PowerShell, against an emulator that runs already; wine-pwsh.sh starts it.
.DESCRIPTION
Writes a line for each check and at the end how many passed and failed. Runs on every system.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
$root = Split-Path (Split-Path (Split-Path $PSScriptRoot))
$manifest = Join-Path $root 'out/Seedance/Seedance.psd1'
Import-Module -Name $manifest
$env:SEEDANCE_BASE_URI = $BaseUri
$env:SEEDANCE_API_KEY = 'emulator-key'
$PSDefaultParameterValues['*-Seedance*:RetryIntervalSec'] = 0.01
$PSDefaultParameterValues['Wait-SeedanceTask:PollIntervalSec'] = 0.05
Set-Location -LiteralPath $Folder
$script:counts = @{ passed = 0; failed = 0 }

function Write-Result([string] $Line) {
    Add-Content -LiteralPath $ResultFile -Value $Line
}

function Test-Case([string] $Name, [scriptblock] $Script) {
    try {
        & $Script
        $script:counts.passed++
        Write-Result "passed: $Name"
    } catch {
        $script:counts.failed++
        Write-Result "FAILED: ${Name}: $_ $($_.InvocationInfo.PositionMessage)"
    }
}

function Assert-Equal($Expected, $Actual, [string] $Name) {
    if ("$Expected" -ne "$Actual") { throw "$Name is '$Actual', and not '$Expected'." }
}

function Get-Control([string] $Id) {
    "$($BaseUri.GetLeftPart([UriPartial]::Authority))/emulator/tasks/$([uri]::EscapeDataString($Id))"
}

function Add-Task([string] $Id, [hashtable] $Property = @{}) {
    $body = ConvertTo-Json -InputObject $Property -Depth 5
    $null = Invoke-RestMethod -Method Put -Uri (Get-Control $Id) -ContentType application/json -Body $body
}

function Assert-Video([string] $Id, [string] $Path) {
    $hash = (Get-FileHash -LiteralPath $Path).Hash
    Assert-Equal (Invoke-RestMethod -Uri (Get-Control $Id)).sha256 $hash.ToLowerInvariant() "the SHA-256 of $Path"
}

Test-Case 'a CSV of ids to videos' {
    $ids = 1..5 | ForEach-Object { "csv_$_" }
    $ids | ForEach-Object { Add-Task $_ @{ processingPolls = 1; video = 'fragmented' } }
    $ids | ForEach-Object { [pscustomobject]@{ Id = $_ } } | Export-Csv -LiteralPath ids.csv -NoTypeInformation
    $saved = Import-Csv -LiteralPath ids.csv | Wait-SeedanceTask | Save-SeedanceVideo -Destination csv
    Assert-Equal 5 @($saved).Count 'the number of videos'
    $saved | ForEach-Object { Assert-Video $_.TaskId $_.Path }
    Assert-Equal 5 @(Get-ChildItem -LiteralPath csv -Force).Count 'the number of files'
}

Test-Case 'the same command again downloads nothing' {
    $saved = Import-Csv -LiteralPath ids.csv | Wait-SeedanceTask | Save-SeedanceVideo -Destination csv
    Assert-Equal 5 @($saved | Where-Object Skipped).Count 'the number of skipped videos'
    Assert-Equal 1 (Invoke-RestMethod -Uri (Get-Control csv_1)).downloads 'the number of downloads'
}

Test-Case 'a download goes on where a killed process ended' {
    Add-Task killed @{ videoFaults = @(@{ name = 'stall'; times = 1 }) }
    $program = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $command = "Import-Module '$manifest'; Save-SeedanceVideo killed -Destination '$Folder'"
    $start = [Diagnostics.ProcessStartInfo]::new($program, "-NoProfile -NonInteractive -Command `"$command`"")
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $part = Join-Path $Folder 'killed.mp4.part'
    $deadline = [datetime]::UtcNow.AddMinutes(2)
    while (-not ((Test-Path -LiteralPath $part) -and (Get-Item -LiteralPath $part).Length -gt 0)) {
        if ($process.HasExited -or [datetime]::UtcNow -gt $deadline) { throw 'There was no partial file to continue.' }
        Start-Sleep -Milliseconds 100
    }

    $process.Kill()
    $process.WaitForExit()
    Assert-Equal $false (Test-Path -LiteralPath 'killed.mp4') 'the existence of the video'
    $saved = Save-SeedanceVideo killed
    Assert-Video killed $saved.Path
    Assert-Equal killed.mp4 ((Get-ChildItem -Filter killed* -Force).Name -join ', ') 'what is left'
}

Test-Case 'an existing file is replaced with -Force' {
    Add-Task replaced
    Set-Content -LiteralPath replaced.mp4 -Value 'not a video'
    Assert-Video replaced (Save-SeedanceVideo replaced -Force).Path
}

$ids = 'con', 'NUL', 'aux.x', 'com1', 'lpt9', 'a:b', 'a<b>c', 'what?', 'star*', 'quote"', 'pipe|', 'dot.', 'two words',
    'sl/ash'
foreach ($id in $ids) {
    Test-Case "the id '$id' becomes a file name" {
        Add-Task $id
        $saved = Save-SeedanceVideo -Id $id -Destination names
        Assert-Video $id $saved.Path
        Assert-Equal (Convert-Path names) (Split-Path $saved.Path) 'the folder'
        $listed = @(Get-ChildItem -LiteralPath names -Force | Where-Object Name -EQ (Split-Path $saved.Path -Leaf))
        Assert-Equal 1 $listed.Count 'the number of files of this name'
    }.GetNewClosure()
}

Test-Case 'a path of more than 260 characters' {
    Add-Task long
    $deep = Join-Path $Folder ((1..6 | ForEach-Object { ([string]$_) * 60 }) -join [IO.Path]::DirectorySeparatorChar)
    $saved = Save-SeedanceVideo long -Destination $deep
    Assert-Equal $true ($saved.Path.Length -gt 300) 'the length of the path'
    Assert-Video long $saved.Path
}

Test-Case 'an open video is an error, and stays as it is' {
    Add-Task opened
    $first = Save-SeedanceVideo opened
    $handle = [IO.File]::Open($first.Path, 'Open', 'Read', 'Read')
    try { $null = Save-SeedanceVideo opened -Force -ErrorVariable failure -ErrorAction SilentlyContinue }
    finally { $handle.Dispose() }
    if ($env:OS -eq 'Windows_NT') { Assert-Equal 1 $failure.Count 'the number of errors' }
    Assert-Video opened $first.Path
}

Write-Result "$($counts.passed) passed, $($counts.failed) failed"
exit [int]($counts.failed -gt 0)
