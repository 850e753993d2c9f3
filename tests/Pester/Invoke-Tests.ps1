#Requires -Version 5.1

<#
.SYNOPSIS
Runs the Pester tests, each file in a PowerShell of its own, and ends with exit code 1 when one fails.
.DESCRIPTION
Works with Pester 5 and 6. The tests start the emulator of the service themselves; build the solution first.
.EXAMPLE
./tests/Pester/Invoke-Tests.ps1
.EXAMPLE
./tests/Pester/Invoke-Tests.ps1 -Name Keys -PesterVersion 5
#>
[CmdletBinding()]
param(
    # Which files: the part of their names before .Tests.ps1; wildcards are allowed.
    [string[]] $Name = '*',

    # The major version of Pester; without it the newest that is installed.
    [ValidateSet(5, 6)]
    [int] $PesterVersion,

    # Where to write how many tests passed, failed and were skipped, as JSON.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'

$pester = Get-Module -ListAvailable -Name Pester |
    Where-Object { if ($PesterVersion) { $_.Version.Major -eq $PesterVersion } else { $_.Version.Major -ge 5 } } |
    Sort-Object -Property Version -Descending | Select-Object -First 1
if (-not $pester) {
    $wanted = if ($PesterVersion) { "Pester $PesterVersion" } else { 'Pester 5 or later' }
    throw "$wanted is not installed. Install it with: Install-PSResource -Name Pester"
}

$shellName = if ($PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' }
$shell = (Get-Command -Name $shellName -CommandType Application | Select-Object -First 1).Source
Write-Output "PowerShell $($PSVersionTable.PSVersion), Pester $($pester.Version)"

$total = @{ passed = 0; failed = 0; skipped = 0 }
foreach ($file in Get-ChildItem -LiteralPath $PSScriptRoot -Filter *.Tests.ps1 | Sort-Object -Property Name) {
    $stem = $file.Name -replace '\.Tests\.ps1$'
    if (-not ($Name | Where-Object { $stem -like $_ })) { continue }

    $resultOfFile = [IO.Path]::GetTempFileName()
    & $shell -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot Invoke-TestFile.ps1) `
        -Path $file.FullName -Pester $pester.Path -ResultFile $resultOfFile
    $result = Get-Content -LiteralPath $resultOfFile -Raw
    Remove-Item -LiteralPath $resultOfFile
    # A PowerShell that died says nothing, and must not look like success.
    $counts = if ($result) { $result | ConvertFrom-Json } else { [pscustomobject]@{ passed = 0; failed = 1; skipped = 0 } }
    foreach ($kind in @($total.Keys)) { $total[$kind] += $counts.$kind }
}

if ($total.passed + $total.failed + $total.skipped -eq 0) { $total.failed = 1 }
if ($ResultFile) { [pscustomobject]$total | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultFile }
Write-Output "Pester: $($total.passed) passed, $($total.failed) failed, $($total.skipped) skipped"
exit [int]($total.failed -gt 0)
