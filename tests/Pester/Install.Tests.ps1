# The package of build.ps1, installed as by a user. One build is used for all tests because it takes long.
BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    $root = (Resolve-Path -LiteralPath "$PSScriptRoot/../..").Path
    $modules = Join-Path $TestDrive modules
    & "$root/build.ps1" -Task Install -ModulePath $modules | Out-Null
    $manifest = Get-ChildItem -LiteralPath $modules -Recurse -Filter Seedance.psd1
    $shell = Get-Shell
}

Describe 'build.ps1 -Task Install' {
    It 'installs the module under its name and version' {
        $version = (Test-ModuleManifest -Path $manifest.FullName).Version
        $manifest.DirectoryName | Should -Be (Join-Path (Join-Path $modules Seedance) $version)
    }

    It 'lets PowerShell find it by its name and by its commands' {
        $command = "`$env:PSModulePath = '$modules'; (Get-Command Save-SeedanceVideo).Module.ModuleBase"
        & $shell -NoProfile -NonInteractive -Command $command |
            Should -Be $manifest.DirectoryName
    }

    It 'has help that needs no download' {
        $command = "Import-Module '$($manifest.FullName)'; (Get-Help Save-SeedanceVideo).Synopsis"
        $synopsis = & $shell -NoProfile -NonInteractive -Command $command
        "$synopsis" | Should -Not -BeNullOrEmpty
        "$synopsis" | Should -Not -Match '^\s*Save-SeedanceVideo \['
    }
}

Describe 'build.ps1 -Task Pack' {
    It 'creates a package, a zip and their checksums' {
        $package = Join-Path $root 'artifacts/package'
        Get-Content -LiteralPath (Join-Path $package SHA256SUMS) | ForEach-Object {
            $sum, $name = $_ -split '  '
            (Get-FileHash -LiteralPath (Join-Path $package $name)).Hash | Should -Be $sum
        }
    }
}
