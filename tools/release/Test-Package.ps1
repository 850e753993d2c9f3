#Requires -Version 7.4

<#
.SYNOPSIS
Publishes the package to a local repository, installs it from there, imports it by its name and runs the Pester tests
on it.
.DESCRIPTION
PSResourceGet, which comes with PowerShell, does what a user's Install-PSResource does. Repositories, modules and
settings of the user are not touched: a child process has a home folder of its own.
.EXAMPLE
./tools/release/Test-Package.ps1 -Package artifacts/package/Seedance.0.1.0.nupkg
#>
[CmdletBinding()]
param(
    # The package; dotnet run --project tools/Seedance.Pack makes it.
    [Parameter(Mandatory)] [string] $Package,

    # The major version of Pester.
    [int] $PesterVersion = 6,

    # The JSON file for the numbers of passed, failed and skipped tests.
    [string] $ResultFile,

    # Only installs and imports it.
    [switch] $SkipPester
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path -LiteralPath "$PSScriptRoot/../..").Path
$Package = (Resolve-Path -LiteralPath $Package).Path
$work = Join-Path ([IO.Path]::GetTempPath()) "seedance-release-$PID"
$modules = Join-Path $work modules
$null = New-Item -ItemType Directory -Path (Join-Path $work repository), (Join-Path $work home), $modules -Force

# PSResourceGet keeps its list of repositories in the folder of the user.
$saved = @{}
foreach ($name in 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'LOCALAPPDATA') {
    $saved[$name] = [Environment]::GetEnvironmentVariable($name)
}

try {
    $env:HOME = $env:XDG_DATA_HOME = $env:XDG_CONFIG_HOME = $env:LOCALAPPDATA = Join-Path $work home
    $script = {
        param($Package, $Repository, $Modules)
        $ErrorActionPreference = 'Stop'
        Register-PSResourceRepository -Name Local -Uri $Repository -Trusted
        Publish-PSResource -NupkgPath $Package -Repository Local
        $found = Find-PSResource -Name Seedance -Repository Local -Prerelease
        Save-PSResource -Name $found.Name -Version $found.Version -Repository Local -Path $Modules -Prerelease
        $env:PSModulePath = $Modules + [IO.Path]::PathSeparator + $env:PSModulePath
        Import-Module Seedance
        $module = Get-Module Seedance
        if (-not $module.ModuleBase.StartsWith($Modules)) { throw "Another copy was imported: $($module.ModuleBase)" }
        "$($module.Version) $((Get-Command -Module Seedance).Count) $((Get-Module -Name Seedance -ListAvailable).Path)"
    }
    # By its name: the process of a PowerShell that is a .NET tool is dotnet.
    $shell = (Get-Command -Name pwsh -CommandType Application | Select-Object -First 1).Source
    $line = & $shell -NoProfile -NonInteractive -Command $script -args $Package, (Join-Path $work repository), $modules
    if ($LASTEXITCODE -ne 0) { throw 'The package could not be published, found, installed or imported.' }
} finally {
    foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
}

try {
    $version, $commands, $manifest = "$line" -split ' ', 3
    Write-Output "Installed from a local repository: Seedance $version with $commands commands, $manifest"
    if ($SkipPester) { return }
    # The tests import this copy, and not the build folder.
    $env:SEEDANCE_MODULE = $manifest
    & (Join-Path $root 'tests/Pester/Invoke-Tests.ps1') -PesterVersion $PesterVersion -ResultFile $ResultFile
    if ($LASTEXITCODE -ne 0) { throw 'Pester tests failed on the installed package.' }
} finally {
    $env:SEEDANCE_MODULE = $null
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction Ignore
}
