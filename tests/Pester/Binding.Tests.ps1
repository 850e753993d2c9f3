BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    'row_1', 'row_2' | Add-EmulatedTask $emulator
    Set-Location -LiteralPath $TestDrive
    Set-Content -LiteralPath rows.csv -Value 'Id,FileName,Prompt', 'row_1,first,a', 'row_2,second,b'
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    Stop-Emulator $emulator
}

Describe 'The rows of a CSV file' {
    It 'are bound by their columns Id and FileName' {
        $saved = Import-Csv -LiteralPath rows.csv | Save-SeedanceVideo -Destination columns
        Split-Path -Leaf $saved.Path | Sort-Object | Should -Be first.mp4, second.mp4
    }

    It 'are bound by the column that Select-Object renamed' {
        $rows = Import-Csv -LiteralPath rows.csv | Select-Object @{ Name = 'task_id'; Expression = { $_.Id } }, FileName
        ($rows | Get-SeedanceTask).Id | Should -Be row_1, row_2
        (Get-SeedanceTask $rows).Id | Should -Be row_1, row_2
    }

    It 'are bound after a conversion to JSON and back' {
        $rows = Import-Csv -LiteralPath rows.csv | ConvertTo-Json | ConvertFrom-Json
        ($rows | Wait-SeedanceTask).Id | Sort-Object | Should -Be row_1, row_2
    }

    It 'without a column for the id are errors that list the columns, and send no request' {
        Import-Csv -LiteralPath rows.csv | Select-Object -Property FileName, Prompt |
            Save-SeedanceVideo -Destination none -ErrorVariable problems -ErrorAction SilentlyContinue |
                Should -BeNullOrEmpty
        $problems | Should -HaveCount 2
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TaskIdInvalid,*'
        "$($problems[0])" |
            Should -BeLike ('There is no property Id, TaskId or task_id in the object ' +
                '(its properties: FileName, Prompt).*')
    }

    It 'with an empty file name are errors with the id' {
        [pscustomobject]@{ Id = 'row_1'; FileName = '' } |
            Save-SeedanceVideo -Destination none -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.TargetObject | Should -Be row_1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'FileNameInvalid,*'
    }

    It 'are saved by unattended.ps1 under their file names' {
        $before = $env:PSModulePath
        $root = Split-Path (Split-Path $PSScriptRoot)
        $env:PSModulePath = (Join-Path $root out) + [IO.Path]::PathSeparator + $env:PSModulePath
        try {
            $script = Join-Path $root examples/unattended.ps1
            & (Get-Shell) -NoProfile -NonInteractive -File $script -Csv rows.csv -Destination unattended |
                Should -Be '2 of 2 videos are in unattended.'
            $LASTEXITCODE | Should -Be 0
        } finally {
            $env:PSModulePath = $before
        }

        (Get-ChildItem -LiteralPath unattended).Name | Sort-Object | Should -Be first.mp4, second.mp4
    }
}

Describe 'The type of a task' {
    It 'is known as soon as the module is imported' {
        $manifest = Get-Manifest
        $command = "Import-Module '$manifest'; [Seedance.SeedanceTask].Name; [Seedance.SavedVideo].Name"
        & (Get-Shell) -NoProfile -Command $command |
            Should -Be SeedanceTask, SavedVideo
    }
}

Describe 'Saved videos are written while another task is pending' {
    BeforeAll {
        Add-EmulatedTask $emulator @{ processingPolls = 2147483647 } -Id endless
        Add-EmulatedTask $emulator -Id quick
    }

    # Select-Object ends the pipeline with the first video; without it the wait would not end.
    It 'to Select-Object, which ends the wait' {
        'endless', 'quick' | Wait-SeedanceTask | Save-SeedanceVideo -Destination pending1 |
            Select-Object -First 1 -ExpandProperty TaskId | Should -Be quick
    }

    It 'through Tee-Object, which receives only tasks' {
        'endless', 'quick' | Wait-SeedanceTask -OutVariable seen | Tee-Object -Variable teed |
            Save-SeedanceVideo -Destination pending2 |
            Select-Object -First 1 -ExpandProperty TaskId | Should -Be quick
        $seen.Id | Should -Be quick
    }
}
