BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $root = Split-Path (Split-Path $PSScriptRoot)
    $example = Join-Path $root examples/prompts-to-videos.ps1
    $shell = Get-Shell
    # For PowerShells of their own.
    $before = $env:PSModulePath, $env:HOME, $env:XDG_DATA_HOME, $env:SEEDANCE_JOURNAL
    $env:PSModulePath = (Join-Path $root out) + [IO.Path]::PathSeparator + $env:PSModulePath
    Set-Location -LiteralPath $TestDrive

    function Export-Prompt([string] $Path, [string[]] $Key) {
        $Key | ForEach-Object { [pscustomobject]@{ Key = $_; Prompt = "prompt of $_" } } |
            Export-Csv -LiteralPath $Path -NoTypeInformation
    }

    function Get-CreationCount([string] $Key) {
        @(Get-EmulatedCreation $emulator | Where-Object prompt -EQ "prompt of $Key").Count
    }
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    $env:PSModulePath, $env:HOME, $env:XDG_DATA_HOME, $env:SEEDANCE_JOURNAL = $before
    Stop-Emulator $emulator
}

Describe 'The journal of New-SeedanceTask' {
    AfterEach { $env:SEEDANCE_JOURNAL, $env:HOME, $env:XDG_DATA_HOME = $null, $before[1], $before[2] }

    It 'is the file that SEEDANCE_JOURNAL names' {
        $env:SEEDANCE_JOURNAL = Join-Path $TestDrive variable.jsonl
        $first = New-SeedanceTask 'prompt of variable'
        (New-SeedanceTask 'prompt of variable').Id | Should -Be $first.Id
        Get-Content -Raw -LiteralPath variable.jsonl | Should -BeLike "*$($first.Id)*"
        Get-CreationCount variable | Should -Be 1
    }

    It 'is the file of -Journal before that of the variable' {
        $env:SEEDANCE_JOURNAL = Join-Path $TestDrive unused.jsonl
        $task = New-SeedanceTask 'prompt of parameter' -Journal parameter.jsonl
        Get-Content -Raw -LiteralPath parameter.jsonl | Should -BeLike "*$($task.Id)*"
        'unused.jsonl' | Should -Not -Exist
    }

    It 'cannot be left out with an empty -Journal' {
        $env:SEEDANCE_JOURNAL = Join-Path $TestDrive unused.jsonl
        { New-SeedanceTask 'prompt of empty' -Journal '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        Get-CreationCount empty | Should -Be 0
    }

    # Windows has the folder of the account itself, whatever the environment says.
    It "is in the user's data folder when nothing names it" -Skip:($env:OS -eq 'Windows_NT') {
        $env:HOME, $env:XDG_DATA_HOME = (Join-Path $TestDrive home), $null
        $null = New-Item -ItemType Directory -Path $env:HOME
        $ids = 1..2 | ForEach-Object {
            & $shell -NoProfile -NonInteractive -Command "
                Import-Module Seedance
                (New-SeedanceTask 'prompt of default').Id"
        }
        $journal = Get-ChildItem -LiteralPath $env:HOME -Recurse -Force -Filter journal.jsonl
        $journal.Directory.Name | Should -Be Seedance
        Get-Content -Raw -LiteralPath $journal.FullName | Should -BeLike "*$($ids[0])*"
        $ids[1] | Should -Be $ids[0]
        Get-CreationCount default | Should -Be 1
    }
}

Describe 'prompts-to-videos.ps1' {
    It 'saves the videos of a CSV under their keys, and sends nothing the second time' {
        Export-Prompt two.csv cat, dog
        $output = & $example -Csv two.csv -Journal two.jsonl -Destination two
        $LASTEXITCODE | Should -Be 0
        $output[-1] | Should -Be '2 of 2 rows have their videos in two.'
        (Get-ChildItem -LiteralPath two -Filter *.mp4).Name | Sort-Object | Should -Be cat.mp4, dog.mp4
        (& $example -Csv two.csv -Journal two.jsonl -Destination two)[-1] | Should -Be $output[-1]
        'cat', 'dog' | ForEach-Object { Get-CreationCount $_ | Should -Be 1 }
    }

    It 'stops at the budget, and goes on with a larger one' {
        Export-Prompt budget.csv small, large
        $output = & $example -Csv budget.csv -Journal budget.jsonl -Destination budget -MaximumTokens 150000
        $LASTEXITCODE | Should -Be 1
        $output[-1] | Should -BeLike 'large: BudgetReached. *41,100 are left*'
        Get-CreationCount large | Should -Be 0
        $null = & $example -Csv budget.csv -Journal budget.jsonl -Destination budget -MaximumTokens 250000
        $LASTEXITCODE | Should -Be 0
        'small', 'large' | ForEach-Object { Get-CreationCount $_ | Should -Be 1 }
    }

    It 'names a request whose response was lost, and does not send it again' {
        Set-EmulatedCreation $emulator 'prompt of lost' @{ createFaults = @(@{ name = 'response-lost' }) }
        Export-Prompt lost.csv lost
        foreach ($run in 1..2) {
            $output = & $example -Csv lost.csv -Journal lost.jsonl -Destination lost
            $output[-1] | Should -BeLike 'lost: CreationUnknown. *'
            $LASTEXITCODE | Should -Be 1
        }

        Get-CreationCount lost | Should -Be 1
    }

    It 'may be killed while a request is in flight, and the next run brings the rest' {
        Set-EmulatedCreation $emulator 'prompt of hung' @{ createFaults = @(@{ name = 'hang' }) }
        Export-Prompt killed.csv kept, hung
        # Not Start-Process: its redirection can end this PowerShell when the process is killed.
        $start = [Diagnostics.ProcessStartInfo]::new(
            $shell, ("-NoProfile -NonInteractive -File `"$example`" -Csv `"$TestDrive/killed.csv`"" +
            " -Journal `"$TestDrive/killed.jsonl`" -Destination `"$TestDrive/killed`""))
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $run = [Diagnostics.Process]::Start($start)
        # One task is recorded, and the response for the other one never comes: now.
        while (-not (Get-CreationCount hung) -or
            -not (Select-String -LiteralPath killed.jsonl -SimpleMatch '"created"' -Quiet)) {
            if ($run.HasExited) { throw 'The run ended before it could be killed.' }
        }

        # PowerShell as a .NET tool is a child of the process that was started.
        if ($PSEdition -eq 'Core') { $run.Kill($true) } else { $run.Kill() }
        $run.WaitForExit()

        $output = & $example -Csv killed.csv -Journal killed.jsonl -Destination killed
        $output[-1] | Should -BeLike 'hung: CreationUnknown. *'
        $LASTEXITCODE | Should -Be 1
        (Get-ChildItem -LiteralPath killed -Filter *.mp4).Name | Should -Be kept.mp4

        # The id is in the provider's console, and is adopted as docs/creating.md says.
        $id = (Get-EmulatedCreation $emulator | Where-Object prompt -EQ 'prompt of hung').id
        Add-Content -LiteralPath killed.jsonl -Value "{`"v`":1,`"event`":`"created`",`"key`":`"hung`",`"id`":`"$id`"}"
        $null = & $example -Csv killed.csv -Journal killed.jsonl -Destination killed
        $LASTEXITCODE | Should -Be 0
        (Get-ChildItem -LiteralPath killed -Filter *.mp4).Name | Sort-Object | Should -Be hung.mp4, kept.mp4
        'kept', 'hung' | ForEach-Object { Get-CreationCount $_ | Should -Be 1 }
    }
}
