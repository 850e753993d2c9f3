BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $before = $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:PATH
    Set-Location -LiteralPath $TestDrive
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:PATH = $before
}

# Windows and macOS have one desktop for all sessions; a test must not open a window there.
Describe 'Export-SeedanceReport -Show' -Skip:($env:OS -eq 'Windows_NT' -or $IsMacOS) {
    BeforeAll { $quiet = @{ WarningVariable = 'warning'; WarningAction = 'SilentlyContinue' } }
    AfterEach { $env:DISPLAY, $env:WAYLAND_DISPLAY, $env:PATH = $before }

    It 'warns where there is no desktop, and the report is written all the same' {
        $env:DISPLAY = $env:WAYLAND_DISPLAY = $null
        $file = Export-SeedanceReport -Path report.html -Show -ErrorAction Stop @quiet
        $file.FullName | Should -Exist
        $warning | Should -BeLike "There is no desktop*$($file.FullName)"
    }

    It 'warns where the desktop has no program for it' {
        $env:DISPLAY = ':0'
        $env:PATH = Join-Path $TestDrive nothing
        $file = Export-SeedanceReport -Path report.html -Show -ErrorAction Stop @quiet
        $file.FullName | Should -Exist
        $warning | Should -BeLike "*$($file.FullName)"
    }

    It "opens it in the desktop's program" {
        # .NET asks xdg-open for the program of a file.
        $null = New-Item -ItemType Directory -Path bin
        $opened = "$TestDrive/opened"
        '#!/bin/sh', "printf %s `"`$1`" > '$opened.part' && mv '$opened.part' '$opened'" |
            Set-Content -LiteralPath bin/xdg-open
        chmod +x bin/xdg-open
        $env:DISPLAY = ':0'
        $env:PATH = (Join-Path $TestDrive bin) + [IO.Path]::PathSeparator + $env:PATH
        $watcher = [IO.FileSystemWatcher]::new($TestDrive, 'opened')
        $file = Export-SeedanceReport -Path report.html -Show -WarningVariable warning -ErrorAction Stop
        $warning | Should -BeNullOrEmpty
        while (-not (Test-Path -LiteralPath opened)) { $null = $watcher.WaitForChanged('All', 200) }
        $watcher.Dispose()
        Get-Content -Raw -LiteralPath opened | Should -Be $file.FullName
    }
}
