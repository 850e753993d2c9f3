# The assemblies for Windows PowerShell, run in this PowerShell. In other versions these tests show that the code
# works and that its libraries are found, but not how .NET Framework runs it.
BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    $desktop = Join-Path (Split-Path (Get-Manifest)) Desktop
    Import-Module -Name (Join-Path $desktop 'Seedance.PowerShell.dll')
    $emulator = Start-Emulator
    Use-Emulator $emulator
}

AfterAll {
    Stop-Emulator $emulator
}

Describe 'The assemblies for Windows PowerShell' {
    BeforeAll {
        Set-Location -LiteralPath $TestDrive
        [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls
        'video_a', 'video_b' | Add-EmulatedTask $emulator @{ processingPolls = 1; video = 'fragmented' }
        $saved = 'video_a', 'video_b' | Wait-SeedanceTask | Save-SeedanceVideo -Destination videos
    }

    It 'do the main job' {
        (Get-Command Save-SeedanceVideo).DLL | Should -Be (Join-Path $desktop 'Seedance.PowerShell.dll')
        $expected = (Get-EmulatedTask $emulator video_a).sha256
        $saved | Get-FileHash | ForEach-Object { $_.Hash.ToLowerInvariant() } | Should -Be $expected, $expected
    }

    It 'find their libraries beside them' {
        $library = [AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { $_.GetName().Name -eq 'Microsoft.Bcl.TimeProvider' }
        Split-Path $library.Location | Should -Be $desktop
    }

    It 'enable TLS 1.2' {
        [Net.ServicePointManager]::SecurityProtocol | Should -Be ([Net.SecurityProtocolType]'Tls, Tls12')
    }

    It 'can be removed and imported again' {
        Remove-Module Seedance.PowerShell
        Import-Module -Name (Join-Path $desktop 'Seedance.PowerShell.dll')
        (Get-SeedanceTask video_a).Id | Should -Be video_a
    }
}
