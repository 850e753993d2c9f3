BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
}

AfterAll {
    Stop-Emulator $emulator
}

Describe 'The main job' {
    BeforeAll {
        Set-Location -LiteralPath $TestDrive
        'video_a', 'video_b' |
            Add-EmulatedTask $emulator @{ queuedPolls = 1; processingPolls = 1; video = 'fragmented' }
        'Name,Id', 'first,video_a', 'second,video_b' | Set-Content -LiteralPath ids.csv
        $saved = Import-Csv -LiteralPath ids.csv | Wait-SeedanceTask | Save-SeedanceVideo -Destination videos
    }

    It 'saves the videos of a CSV under their ids' {
        $saved.TaskId | Sort-Object | Should -Be 'video_a', 'video_b'
        (Get-ChildItem -LiteralPath videos).Name | Sort-Object | Should -Be 'video_a.mp4', 'video_b.mp4'
    }

    It 'returns objects that bind to Get-FileHash, with the bytes of the service' {
        $expected = (Get-EmulatedTask $emulator video_a).sha256
        $saved | Get-FileHash | ForEach-Object { $_.Hash.ToLowerInvariant() } | Should -Be $expected, $expected
    }

    It 'sends no key to the storage host' {
        $downloads = Get-EmulatorRequest $emulator | Where-Object path -Like '/out/*'
        $downloads | Should -HaveCount 2
        $downloads | Where-Object { $_.headers.Authorization } | Should -BeNullOrEmpty
    }
}
