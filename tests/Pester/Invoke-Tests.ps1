#Requires -Version 5.1

<#
.SYNOPSIS
Runs the Pester tests, each file in a PowerShell of its own, and ends with exit code 1 when one fails.
.DESCRIPTION
Works with Pester 5 and 6, which come from NuGet. The tests start the emulator of the service. Build the solution first.
.EXAMPLE
./tests/Pester/Invoke-Tests.ps1
.EXAMPLE
./tests/Pester/Invoke-Tests.ps1 -Name Keys -PesterVersion 5
#>
[CmdletBinding()]
param(
    # The files: the part of their names before .Tests.ps1; wildcards are allowed.
    [string[]] $Name = '*',

    # The major version of Pester; Restore-Pester.ps1 restores it from NuGet.
    [ValidateSet(5, 6)]
    [int] $PesterVersion = 6,

    # The time limit of one file of tests in seconds; exceeding it counts as a failure.
    [int] $FileTimeoutSec = 300,

    # The JSON file for the numbers of passed, failed and skipped tests.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'

$pester = & (Join-Path $PSScriptRoot Restore-Pester.ps1) -MajorVersion $PesterVersion
# By its name: the process of a PowerShell that is a .NET tool is dotnet.
$shellName = if ($PSEdition -eq 'Desktop') { 'powershell' } else { 'pwsh' }
$shell = (Get-Command -Name $shellName -CommandType Application | Select-Object -First 1).Source
$pesterModule = Import-PowerShellDataFile -LiteralPath $pester
Write-Output "PowerShell $($PSVersionTable.PSVersion), Pester $($pesterModule.ModuleVersion)"

$total = @{ passed = 0; failed = 0; skipped = 0 }
foreach ($file in Get-ChildItem -LiteralPath $PSScriptRoot -Filter *.Tests.ps1 | Sort-Object -Property Name) {
    $stem = $file.Name -replace '\.Tests\.ps1$'
    if (-not ($Name | Where-Object { $stem -like $_ })) { continue }

    $resultOfFile = [IO.Path]::GetTempFileName()
    # In double quotes, because Start-Process of Windows PowerShell joins its arguments with spaces.
    $arguments = '-NoProfile', '-NonInteractive', '-File', "`"$(Join-Path $PSScriptRoot Invoke-TestFile.ps1)`"",
        '-Path', "`"$($file.FullName)`"", '-Pester', "`"$pester`"", '-ResultFile', "`"$resultOfFile`""
    $process = Start-Process -FilePath $shell -ArgumentList $arguments -NoNewWindow -PassThru
    if (-not $process.WaitForExit($FileTimeoutSec * 1000)) {
        Write-Output "FAILED: $($file.Name) did not end within $FileTimeoutSec seconds."
        if ($PSEdition -eq 'Core') { $process.Kill($true) } else { $process.Kill() }
        $process.WaitForExit()
        Clear-Content -LiteralPath $resultOfFile
    }
    $result = Get-Content -LiteralPath $resultOfFile -Raw
    Remove-Item -LiteralPath $resultOfFile
    # A process that ended without a result must not count as a success.
    $counts = if ($result) { $result | ConvertFrom-Json }
    else { [pscustomobject]@{ passed = 0; failed = 1; skipped = 0 } }
    foreach ($kind in @($total.Keys)) { $total[$kind] += $counts.$kind }
}

if ($total.passed + $total.failed + $total.skipped -eq 0) { $total.failed = 1 }
if ($ResultFile) { [pscustomobject]$total | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultFile }
Write-Output "Pester: $($total.passed) passed, $($total.failed) failed, $($total.skipped) skipped"
exit [int]($total.failed -gt 0)
