#Requires -Version 5.1

<#
.SYNOPSIS
Gives the path of Pester's manifest; brings the package from NuGet into the user's package folder when it is not there.
.EXAMPLE
Import-Module (./tests/Pester/Restore-Pester.ps1 -MajorVersion 5)
#>
[CmdletBinding()]
[OutputType([string])]
param(
    # The major version of Pester; tests/platforms/Packages.csproj has the exact versions.
    [ValidateSet(5, 6)]
    [int] $MajorVersion = 6
)

$ErrorActionPreference = 'Stop'

$project = Join-Path (Split-Path $PSScriptRoot) 'platforms/Packages.csproj'
$output = & dotnet restore $project "-p:Download=pester$MajorVersion" 2>&1
if ($LASTEXITCODE -ne 0) { throw "Pester $MajorVersion cannot be restored from NuGet: $($output | Out-String)" }

$folders = & dotnet msbuild $project -getProperty:NuGetPackageRoot "-getProperty:Pester${MajorVersion}Version" |
    Out-String | ConvertFrom-Json
$version = $folders.Properties."Pester${MajorVersion}Version"
$manifest = Join-Path $folders.Properties.NuGetPackageRoot "pester/$version/tools/Pester.psd1"
if (-not (Test-Path -LiteralPath $manifest)) { throw "Pester $version is not at '$manifest' after its restore." }
$manifest
