BeforeDiscovery {
    $hasThreads = [bool](Get-Command -Name Start-ThreadJob -ErrorAction Ignore)
    $hasParallel = (Get-Command -Name ForEach-Object).Parameters.ContainsKey('Parallel')
}

BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    $manifest = (Get-Module -Name Seedance).Path -replace '[^\\/]+$', 'Seedance.psd1' `
        -replace '(Core|Desktop)[\\/](Seedance.psd1)$', '$2'
    Set-Location -LiteralPath $TestDrive
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    Stop-Emulator $emulator
}

Describe 'Work in other runspaces' {
    It 'is done by ForEach-Object -Parallel, each with its own session' -Skip:(-not $hasParallel) {
        $ids = 1..8 | ForEach-Object { "parallel_$_" }
        $ids | Add-EmulatedTask $emulator @{ processingPolls = 1 }
        $saved = $ids | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module -Name $using:manifest
            $_ | Wait-SeedanceTask -PollIntervalSec 0.05 | Save-SeedanceVideo -Destination parallel
        }
        $saved.TaskId | Sort-Object | Should -Be ($ids | Sort-Object)
        Get-ChildItem -LiteralPath parallel -Filter *.mp4 | Should -HaveCount 8
    }

    It 'is done by Start-ThreadJob, whose tasks are saved here' -Skip:(-not $hasThreads) {
        'thread_1', 'thread_2' | Add-EmulatedTask $emulator @{ processingPolls = 1 }
        $job = Start-ThreadJob {
            Import-Module -Name $using:manifest
            'thread_1', 'thread_2' | Wait-SeedanceTask -PollIntervalSec 0.05
        }
        $saved = Receive-Job -Job $job -Wait -AutoRemoveJob | Save-SeedanceVideo -Destination threads
        $saved.TaskId | Sort-Object | Should -Be thread_1, thread_2
    }
}

Describe 'Work in other processes' {
    BeforeAll {
        'job_done', 'job_running' | Add-EmulatedTask $emulator
        Add-EmulatedTask $emulator @{ processingPolls = 1 } -Id job_running
        $tasks = Start-Job {
            Import-Module -Name $using:manifest
            Get-SeedanceTask job_done, job_running
        } | Receive-Job -Wait -AutoRemoveJob
    }

    It 'returns tasks with their views and types' {
        $tasks | ForEach-Object { $_.psobject.TypeNames[0] | Should -Be Deserialized.Seedance.SeedanceTask }
        (($tasks | Out-String -Width 120) -split '\r?\n' | Where-Object { $_.Trim() })[0] |
            Should -Match '^Status .*Model .* Id '
    }

    It 'returns tasks that can be waited for and saved' {
        $saved = $tasks | Wait-SeedanceTask | Save-SeedanceVideo -Destination jobs
        $saved.TaskId | Sort-Object | Should -Be job_done, job_running
        (Get-ChildItem -LiteralPath jobs).Name | Sort-Object | Should -Be job_done.mp4, job_running.mp4
    }

    It 'returns tasks that bind to -InputObject, also from a file' {
        $tasks | Export-Clixml -LiteralPath tasks.xml
        $again = Import-Clixml -LiteralPath tasks.xml
        (Wait-SeedanceTask -InputObject $again[0]).Id | Should -Be job_done
        (Save-SeedanceVideo -InputObject $again[0] -Destination files).Length |
            Should -Be (Get-EmulatedTask $emulator job_done).length
    }
}
