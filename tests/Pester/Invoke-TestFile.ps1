#Requires -Version 5.1
# Runs one file of Pester tests in this PowerShell and writes its counts as JSON; Invoke-Tests.ps1 calls it.
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
Import-Module -Name $Pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$run = Invoke-Pester -Configuration $configuration

# A file that cannot be read and a BeforeAll that throws are failures without a test.
[pscustomobject]@{
    passed = $run.PassedCount
    failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
    skipped = $run.SkippedCount
} | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultFile
