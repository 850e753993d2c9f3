BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $start = Join-Path $TestDrive start
}

AfterAll {
    Stop-Emulator $emulator
}

Describe 'The destination of videos' {
    BeforeEach {
        $null = New-Item -ItemType Directory -Path $start -Force
        Push-Location -LiteralPath $start
        'video_a' | Add-EmulatedTask $emulator
    }

    AfterEach {
        Pop-Location
        Remove-Item -LiteralPath $start -Recurse -Force
    }

    It 'is the current location, not the folder in which the process was started' {
        $null = New-Item -ItemType Directory -Path here
        Set-Location -LiteralPath here
        (Save-SeedanceVideo video_a).Path | Should -Be (Join-Path (Join-Path $start here) video_a.mp4 | Convert-Path)
        [IO.Directory]::GetCurrentDirectory() | Should -Not -Be (Get-Location).Path
    }

    It 'is resolved when the command starts, before the pipeline changes the location' {
        $null = New-Item -ItemType Directory -Path elsewhere
        'video_a' | ForEach-Object { Set-Location -LiteralPath elsewhere; $_ } |
            Save-SeedanceVideo -Destination videos | Out-Null
        Join-Path $start videos/video_a.mp4 | Should -Exist
    }

    It 'is a literal folder name, also with brackets' {
        $saved = Save-SeedanceVideo video_a -Destination 'take [1]' -FileName '[final] {Id}.mp4'
        Test-Path -LiteralPath 'take [1]/[final] video_a.mp4' | Should -BeTrue
        # Commands bind -Path first, where brackets are wildcards; -LiteralPath is literal.
        ($saved | Get-FileHash -LiteralPath { $_.Path }).Hash | Should -Be $saved.Sha256
        ($saved | Get-Item -LiteralPath { $_.Path }).Length | Should -Be $saved.Length
        $saved | Copy-Item -LiteralPath { $_.Path } -Destination copy.mp4
        'copy.mp4' | Should -Exist
    }

    It 'may be a drive of this session' {
        $null = New-PSDrive -Name videos -PSProvider FileSystem -Root $start
        Save-SeedanceVideo video_a -Destination videos:/deep/er | Out-Null
        Join-Path $start deep/er/video_a.mp4 | Should -Exist
    }

    It 'outside the file system ends the command before the first request' {
        $before = @(Get-EmulatorRequest $emulator).Count
        { Save-SeedanceVideo video_a -Destination Env:/ } | Should -Throw -ErrorId 'DestinationInvalid,*'
        @(Get-EmulatorRequest $emulator).Count | Should -Be $before
    }
}

Describe 'Transcripts' {
    It 'contain the tables and neither the key nor a signed URL, also with -Verbose' {
        'video_t' | Add-EmulatedTask $emulator @{ videoFaults = @(@{ name = 'status'; argument = '503' }) }
        $transcript = Join-Path $TestDrive transcript.txt
        # A separate PowerShell, because a transcript contains the output to the screen.
        $shell = Get-Shell
        $manifest = Get-Manifest
        $script = @"
Start-Transcript -LiteralPath '$transcript' | Out-Null
Import-Module '$manifest'
Save-SeedanceVideo video_t, video_missing -Destination '$TestDrive' -RetryIntervalSec 0.01 -Verbose
Get-SeedanceTask video_t -Verbose
Stop-Transcript | Out-Null
"@
        $null = & $shell -NoProfile -NonInteractive -Command $script *>&1
        $text = Get-Content -Raw -LiteralPath $transcript
        $text | Should -Match 'video_t\.mp4'
        $text | Should -Match 'TaskNotFound|does not know'
        $text | Should -Match 'The API key comes from'
        $text | Should -Not -Match ([regex]::Escape($emulator.Key))
        $text | Should -Not -Match 'X-Tos-'
    }
}
