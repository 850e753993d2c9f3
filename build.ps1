#Requires -Version 5.1
<#
.SYNOPSIS
Builds, tests or cleans the Seedance module; a thin layer over the dotnet command.
.EXAMPLE
./build.ps1
Leaves an importable module in out/Seedance.
.EXAMPLE
./build.ps1 -Task Test
Runs the xunit tests, and the Pester tests where Pester is found.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Clean')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE." }
}

switch ($Task) {
    'Build' {
        Invoke-DotNet build Seedance.PowerShell.sln
        Write-Output "Import it with: Import-Module '$(Join-Path $PSScriptRoot 'out/Seedance/Seedance.psd1')'"
    }
    'Test' {
        Invoke-DotNet test
        if (Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 }) {
            & (Join-Path $PSScriptRoot 'tests/Pester/Invoke-Tests.ps1')
            if ($LASTEXITCODE -ne 0) { throw 'Pester tests failed.' }
        } else {
            Write-Output 'The Pester tests were not run: Pester 5 or later is not installed.'
        }
    }
    'Clean' {
        foreach ($folder in 'out', 'artifacts') {
            if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
        }
        Invoke-DotNet clean Seedance.PowerShell.sln
    }
}
