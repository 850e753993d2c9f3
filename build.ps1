#Requires -Version 5.1

<#
.SYNOPSIS
Builds, tests, packs, installs or cleans the Seedance module; calls the dotnet command.
.EXAMPLE
./build.ps1
Builds an importable module in out/Seedance.
.EXAMPLE
./build.ps1 -Task Test
Runs the xunit tests, and the Pester tests in this PowerShell; Pester comes from NuGet.
.EXAMPLE
./build.ps1 -Task Platforms
Runs the tests on every platform that this computer has or can install; see docs/platforms.md. Needs bash.
.EXAMPLE
./build.ps1 -Task Pack
Writes Seedance.VERSION.nupkg, Seedance.VERSION.zip and SHA256SUMS to artifacts/package.
.EXAMPLE
./build.ps1 -Task Release -Certificate (Get-Item Cert:\CurrentUser\My\THUMBPRINT)
Builds, signs and packs the newest version of CHANGELOG.md, and runs the Pester tests on the installed package.
.EXAMPLE
./build.ps1 -Task Install
Packs, and copies the module to the first folder of PSModulePath, which belongs to the user.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Platforms', 'Pack', 'Install', 'Release', 'Clean')]
    [string[]] $Task = 'Build',

    # Signs what Release packs; without it the release is unsigned.
    [Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

    # The folder into which Install copies the module; one of PSModulePath.
    [string] $ModulePath = ($env:PSModulePath -split [IO.Path]::PathSeparator)[0]
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

function Invoke-DotNet([string[]] $Argument) {
    & dotnet $Argument
    if ($LASTEXITCODE -ne 0) { throw "dotnet $Argument failed with exit code $LASTEXITCODE." }
}

switch ($Task) {
    'Build' {
        Invoke-DotNet build, Seedance.PowerShell.sln
        Write-Output "Import it with: Import-Module '$(Join-Path $PSScriptRoot 'out/Seedance/Seedance.psd1')'"
    }
    'Test' {
        Invoke-DotNet test
        & (Join-Path $PSScriptRoot 'tests/Pester/Invoke-Tests.ps1')
        if ($LASTEXITCODE -ne 0) { throw 'Pester tests failed.' }
    }
    'Platforms' {
        & bash tests/platforms/run
        if ($LASTEXITCODE -ne 0) { throw 'Tests failed on a platform.' }
    }
    'Pack' { Invoke-DotNet run, --project, tools/Seedance.Pack }
    'Install' {
        # The package of before must not be taken for that of now.
        Remove-Item -Path artifacts/package/Seedance.*.zip -ErrorAction Ignore
        Invoke-DotNet run, --project, tools/Seedance.Pack
        $null = New-Item -ItemType Directory -Path $ModulePath -Force
        Expand-Archive -Path artifacts/package/Seedance.*.zip -DestinationPath $ModulePath -Force
        Write-Output "Import it with: Import-Module Seedance (it is in '$ModulePath')"
    }
    'Release' {
        $module = Join-Path $PSScriptRoot 'artifacts/module/Seedance'
        Remove-Item -Path artifacts/package/Seedance.*.nupkg -ErrorAction Ignore
        Invoke-DotNet run, --project, tools/Seedance.Pack, '--', --build-only
        $sign = Join-Path $PSScriptRoot 'tools/release/Sign-Module.ps1'
        & $sign -Path $module -Certificate $Certificate
        Invoke-DotNet run, --project, tools/Seedance.Pack, '--', --bill-only
        & $sign -Path $module -Certificate $Certificate -Catalog
        Invoke-DotNet run, --project, tools/Seedance.Pack, '--', --pack-only, --release
        $package = Resolve-Path artifacts/package/Seedance.*.nupkg
        & (Join-Path $PSScriptRoot 'tools/release/Test-Package.ps1') -Package $package
    }
    'Clean' {
        foreach ($folder in 'out', 'artifacts') {
            if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
        }
        Invoke-DotNet clean, Seedance.PowerShell.sln
    }
}
