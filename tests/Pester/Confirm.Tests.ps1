BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $manifest = Get-Manifest
    $shell = Get-Shell
    $ids = 'video_1', 'video_2', 'video_3'
    $ids | Add-EmulatedTask $emulator

    # The input for a prompt comes from the console, so a separate PowerShell gets it as redirected input.
    function Invoke-WithInput([string[]] $Line, [string] $Command) {
        $Line | & $shell -NoProfile -Command "Import-Module '$manifest'; $Command"
    }
}

AfterAll {
    Stop-Emulator $emulator
}

Describe '-Confirm' {
    It 'prompts once per video and saves the confirmed ones' {
        $folder = Join-Path $TestDrive each
        $screen = Invoke-WithInput y, n, y ("'video_1', 'video_2', 'video_3' | Get-SeedanceTask | " +
            "Save-SeedanceVideo -Destination '$folder' -Confirm")
        # In the order of the input, whichever video is ready first.
        $prompts = [regex]::Matches($screen -join ' ', "Save\s+the\s+video\s+of\s+task\s+'(\w+)'")
        $prompts | ForEach-Object { $_.Groups[1].Value } | Should -Be video_1, video_2, video_3
        (Get-ChildItem -LiteralPath $folder).Name | Sort-Object | Should -Be video_1.mp4, video_3.mp4
    }

    It 'accepts Yes to All' {
        $folder = Join-Path $TestDrive all
        $screen = Invoke-WithInput a ("'video_1', 'video_2', 'video_3' | " +
            "Save-SeedanceVideo -Destination '$folder' -Confirm")
        @($screen -match 'Performing the operation').Count | Should -Be 1
        Get-ChildItem -LiteralPath $folder | Should -HaveCount 3
    }
}

Describe '-WhatIf' {
    It 'creates neither a file nor a folder, and downloads nothing' {
        $folder = Join-Path $TestDrive nothing
        $downloads = (Get-EmulatedTask $emulator video_1).downloads
        Save-SeedanceVideo $ids -Destination $folder -WhatIf | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
        (Get-EmulatedTask $emulator video_1).downloads | Should -Be $downloads
    }
}
