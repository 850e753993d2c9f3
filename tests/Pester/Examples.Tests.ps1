BeforeDiscovery {
    $hasVault = [bool](Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretStore)
    # Two more PowerShells represent hosts; sessions to them are possible since PowerShell 7.3.
    $hasSessions = [bool][Management.Automation.Runspaces.PSSession].GetMethod('Create')
}

BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $root = Split-Path (Split-Path $PSScriptRoot)
    $examples = Join-Path $root examples
    $shell = Get-Shell
    # For separate PowerShells.
    $before = $env:PSModulePath, $env:HOME
    $env:PSModulePath = (Join-Path $root out) + [IO.Path]::PathSeparator + $env:PSModulePath
    Set-Location -LiteralPath $TestDrive

    function Export-Id([string] $Path, [string[]] $Id) {
        $Id | ForEach-Object { [pscustomobject]@{ Name = "n-$_"; Id = $_ } } |
            Export-Csv -LiteralPath $Path -NoTypeInformation
    }

    function Invoke-Script {
        $script, $arguments = $args
        & $shell -NoProfile -NonInteractive -File (Join-Path $examples $script) @arguments
    }
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    $env:PSModulePath, $env:HOME = $before
    Stop-Emulator $emulator
}

Describe 'csv-to-videos.ps1' {
    BeforeAll {
        'csv_a', 'csv_b' | Add-EmulatedTask $emulator @{ processingPolls = 1 }
        Add-EmulatedTask $emulator @{ outcome = 'Failed'; error = 'Rejected by review.' } -Id csv_c
        Export-Id ids.csv csv_a, csv_b, csv_c, csv_unknown, ''
        $report = & "$examples/csv-to-videos.ps1" ids.csv -Destination csv -Failed failed.csv
    }

    It 'reports the result of every row' {
        $report.Id | Should -Be csv_a, csv_b, csv_c, csv_unknown, ''
        $report.Result | Should -Be Saved, Saved, TaskFailed, TaskNotFound, TaskIdInvalid
        $report[0].Sha256 | Should -Be (Get-EmulatedTask $emulator csv_a).sha256
        $report[2].Reason | Should -BeLike '*Rejected by review.*'
        $report[3].NextStep | Should -Not -BeNullOrEmpty
    }

    It 'writes the rows without a video to a file for the next run' {
        (Import-Csv -LiteralPath failed.csv).Id | Should -Be csv_c, csv_unknown, ''
        'csv_c', 'csv_unknown' | Add-EmulatedTask $emulator
        (& "$examples/csv-to-videos.ps1" failed.csv -Destination csv -Failed again.csv).Result |
            Should -Be Saved, Saved, TaskIdInvalid
    }

    It 'downloads nothing twice and accepts more parameters of Save-SeedanceVideo' {
        Export-Id two.csv csv_a, csv_b
        (& "$examples/csv-to-videos.ps1" two.csv -Destination csv -Failed none.csv).Result | Should -Be Skipped, Skipped
        'none.csv' | Should -Not -Exist
        (& "$examples/csv-to-videos.ps1" two.csv -Destination csv -Option @{ FileName = 'take {Index}.mp4' }).Result |
            Should -Be Saved, Saved
    }
}

Describe 'render-with-report.ps1' {
    It 'writes videos, a page and its data to the artifact folder' {
        Add-EmulatedTask $emulator -Id rwr_a
        Export-Id rwr.csv rwr_a
        Invoke-Script render-with-report.ps1 -Csv rwr.csv -Artifact artifact |
            Should -BeLike '1 of 1 videos were saved*'
        $LASTEXITCODE | Should -Be 0
        'artifact/videos/rwr_a.mp4' | Should -Exist
        Get-Content -Raw -LiteralPath artifact/report.html | Should -BeLike '*href="videos/rwr_a.mp4"*'
        (Get-Content -Raw -LiteralPath artifact/report.json | ConvertFrom-Json).totals.tasks | Should -Be 1
    }

    It 'writes the page and fails when some tasks have no video' {
        Add-EmulatedTask $emulator @{ outcome = 'Failed'; error = 'Rejected by review.' } -Id rwr_failed
        Export-Id rwr.csv rwr_a, rwr_failed
        Invoke-Script render-with-report.ps1 -Csv rwr.csv -Artifact artifact |
            Should -BeLike '1 of 2 videos were saved*'
        $LASTEXITCODE | Should -Be 1
        Get-Content -Raw -LiteralPath artifact/report.html | Should -BeLike '*Rejected by review.*'
    }
}

Describe 'unattended.ps1' {
    BeforeAll {
        'ua_1', 'ua_2' | Add-EmulatedTask $emulator
        Add-EmulatedTask $emulator @{ outcome = 'Failed' } -Id ua_failed
        Add-EmulatedTask $emulator @{ processingPolls = 2147483647 } -Id ua_endless
        function Invoke-Unattended([string[]] $Id, [double] $Timeout = 60) {
            Export-Id ua.csv $Id
            Invoke-Script unattended.ps1 -Csv ua.csv -Destination unattended -Timeout $Timeout
        }
    }

    It 'exits with 0 when every row has its video' {
        Invoke-Unattended ua_1, ua_2 | Should -Be '2 of 2 videos are in unattended.'
        $LASTEXITCODE | Should -Be 0
    }

    It 'exits with 1 when the other rows have failed' {
        (Invoke-Unattended ua_1, ua_failed)[1] | Should -BeLike 'ua_failed: TaskFailed. *'
        $LASTEXITCODE | Should -Be 1
    }

    It 'exits with 2 when a later run may save more videos' {
        (Invoke-Unattended ua_1, ua_failed, ua_endless -Timeout 1)[2] | Should -BeLike 'ua_endless: WaitTimedOut. *'
        $LASTEXITCODE | Should -Be 2
    }

    It 'exits with 3 when nothing could be done' {
        $env:SEEDANCE_API_KEY = $null
        try { Invoke-Unattended ua_1 | Should -BeLike 'Nothing could be done: *key*' }
        finally { $env:SEEDANCE_API_KEY = $emulator.Key }
        $LASTEXITCODE | Should -Be 3
        Invoke-Script unattended.ps1 -Csv nowhere.csv | Should -BeLike 'Nothing could be done: *nowhere.csv*'
        $LASTEXITCODE | Should -Be 3
    }

    It 'takes the key from a vault' -Skip:(-not $hasVault -or $env:OS -eq 'Windows_NT') {
        $env:HOME = Join-Path $TestDrive home
        $null = New-Item -ItemType Directory -Path $env:HOME
        $env:SEEDANCE_API_KEY = $null
        try {
            $null = & $shell -NoProfile -NonInteractive -Command "
                Reset-SecretStore -Authentication None -Interaction None -Force
                Register-SecretVault -Name Videos -ModuleName Microsoft.PowerShell.SecretStore
                Set-Secret -Vault Videos -Name Seedance -Secret '$($emulator.Key)'" *>&1
            Export-Id ua.csv ua_1
            Invoke-Script unattended.ps1 -Csv ua.csv -Destination vault -VaultName Videos -SecretName Seedance |
                Should -Be '1 of 1 videos are in vault.'
            $LASTEXITCODE | Should -Be 0
        } finally {
            $env:HOME = $before[1]
            $env:SEEDANCE_API_KEY = $emulator.Key
        }
    }
}

Describe 'sweep.ps1' {
    BeforeEach {
        $inbox = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory -Path $inbox
    }

    It 'moves finished files and keeps the others' {
        Add-EmulatedTask $emulator -Id sw_1
        Add-EmulatedTask $emulator @{ outcome = 'Failed' } -Id sw_failed
        Add-EmulatedTask $emulator @{ processingPolls = 2147483647 } -Id sw_endless
        Export-Id $inbox/terminal.csv sw_1, sw_failed
        Export-Id $inbox/open.csv sw_1, sw_endless
        $null = Invoke-Script sweep.ps1 -Inbox $inbox -Timeout 1
        $LASTEXITCODE | Should -Be 2
        (Get-ChildItem -LiteralPath $inbox -Filter *.csv).Name | Should -Be open.csv
        (Get-ChildItem -LiteralPath $inbox/done).Name | Sort-Object |
            Should -Be open.failed.csv, terminal.csv, terminal.failed.csv
        (Import-Csv -LiteralPath $inbox/done/terminal.failed.csv).Id | Should -Be sw_failed
    }

    It 'may be killed <When>, and the next sweep saves the rest' -ForEach @(
        @{ When = 'during a query'; Faults = @{ queryFaults = @(@{ name = 'hold' }) }; Count = 'queries' }
        @{ When = 'during a download'; Faults = @{ videoFaults = @(@{ name = 'hold' }) }; Count = 'downloads' }
    ) {
        $kept, $hit = "kept_$Count", "hit_$Count"
        Add-EmulatedTask $emulator -Id $kept
        Add-EmulatedTask $emulator $Faults -Id $hit
        Export-Id $inbox/ids.csv $kept, $hit
        # Not Start-Process: its redirection can end this PowerShell when the process is killed.
        $start = [Diagnostics.ProcessStartInfo]::new(
            $shell, "-NoProfile -NonInteractive -File `"$examples/sweep.ps1`" -Inbox `"$inbox`"")
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $sweep = [Diagnostics.Process]::Start($start)
        # Kills it when the other video is saved and this one is in progress.
        while (-not ((Get-EmulatedTask $emulator $hit).$Count -and (Test-Path -LiteralPath $inbox/videos/$kept.mp4))) {
            if ($sweep.HasExited) { throw 'The sweep ended before it could be killed.' }
        }

        Invoke-Script sweep.ps1 -Inbox $inbox | Should -Be 'Another run uses this inbox.'
        # PowerShell as a .NET tool is a child of the process that was started.
        if ($PSEdition -eq 'Core') { $sweep.Kill($true) } else { $sweep.Kill() }
        $sweep.WaitForExit()
        "$inbox/ids.csv" | Should -Exist
        "$inbox/videos/$hit.mp4" | Should -Not -Exist

        $null = Invoke-Script sweep.ps1 -Inbox $inbox
        $LASTEXITCODE | Should -Be 0
        foreach ($id in $kept, $hit) {
            (Get-FileHash -LiteralPath $inbox/videos/$id.mp4).Hash | Should -Be (Get-EmulatedTask $emulator $id).sha256
        }

        (Get-EmulatedTask $emulator $kept).downloads | Should -Be 1
        "$inbox/done/ids.csv" | Should -Exist
    }
}

Describe 'Many machines' {
    BeforeAll {
        $ids = 1, 2, 3, 9, 10, 11, 12, 13, 14 | ForEach-Object { "video_$_" }
        $ids | Add-EmulatedTask $emulator
        Export-Id shared.csv $ids
    }

    It 'share the ids by a hash that is the same on every machine' {
        # The first four bytes of SHA-256, as any other tool computes them, modulo 3.
        $expected = @{
            video_1 = 1; video_2 = 0; video_3 = 1; video_9 = 0; video_10 = 1; video_11 = 2; video_12 = 2; video_13 = 0
            video_14 = 0
        }
        foreach ($index in 0..2) {
            (Import-Csv -LiteralPath shared.csv | & "$examples/select-shard.ps1" -Count 3 -Index $index).Id |
                Should -Be @($ids | Where-Object { $expected[$_] -eq $index })
        }
    }

    It 'as pods of an indexed Job save each video once' {
        $env:SHARD_COUNT = 3
        try {
            foreach ($index in 0..2) {
                $env:JOB_COMPLETION_INDEX = $index
                @(& "$examples/save-shard.ps1" -Csv shared.csv -Destination pods)[0] |
                    Should -BeLike "Share $index of 3: *"
                $LASTEXITCODE | Should -Be 0
            }
        } finally {
            $env:SHARD_COUNT = $env:JOB_COMPLETION_INDEX = $null
        }

        (Get-ChildItem -LiteralPath pods -Filter *.mp4).BaseName | Sort-Object | Should -Be ($ids | Sort-Object)
        $ids | ForEach-Object { (Get-EmulatedTask $emulator $_).downloads | Should -Be 1 }
    }

    It 'end with 3 without a file of ids or a number of shards' {
        & "$examples/save-shard.ps1" -Csv nowhere.csv -Destination pods -Count 3 -Index 0 |
            Should -BeLike 'Nothing could be done: *nowhere.csv*'
        $LASTEXITCODE | Should -Be 3
        & "$examples/save-shard.ps1" -Csv shared.csv -Destination pods -Index 0 |
            Should -BeLike 'Nothing could be done: *Count*'
        $LASTEXITCODE | Should -Be 3
    }

    It 'as hosts of Invoke-Command save their shares, with a secure string as the key' -Skip:(-not $hasSessions) {
        Add-EmulatedTask $emulator @{ outcome = 'Failed' } -Id video_lost
        Export-Id hosts.csv ($ids + 'video_lost')
        $key = [securestring]::new()
        $emulator.Key.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $env:SEEDANCE_API_KEY = $null
        try {
            $runspaces = 1..2 | ForEach-Object {
                $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null)
                $runspace.Open()
                $runspace
            }
            $sessions = $runspaces |
                ForEach-Object { [Management.Automation.Runspaces.PSSession]::Create($_, 'OutOfProcess', $null) }
            $saved = & "$examples/invoke-on-hosts.ps1" -Session $sessions -Csv hosts.csv `
                -Destination "$TestDrive/hosts" -ApiKey $key -ErrorVariable lost -ErrorAction SilentlyContinue
            $saved.TaskId | Sort-Object | Should -Be ($ids | Sort-Object)
            @($saved.RunspaceId | Sort-Object -Unique) | Should -HaveCount 2
            $lost.TargetObject | Should -Be video_lost
        } finally {
            $runspaces | ForEach-Object { $_.Dispose() }
            $env:SEEDANCE_API_KEY = $emulator.Key
        }
    }
}
