BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    Import-Seedance
    $emulator = Start-Emulator
    Use-Emulator $emulator
    if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }
    Set-Location -LiteralPath $TestDrive

    $id = 'video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd'
    Add-EmulatedTask $emulator @{
        model = 'seedance_2_0_fast_pro'; created = '2026-01-02T03:04:05Z'
        queryFaults = @(@{ name = 'extra-fields'; times = 99 })
    } -Id $id
    Add-EmulatedTask $emulator @{
        outcome = 'Failed'; error = 'Rejected, "by review".'; created = '2025-01-02T03:04:05Z'
    } -Id video_b

    function Get-Line($InputObject, [int] $Width) {
        ($InputObject | Out-String -Width $Width) -split '\r?\n' | Where-Object { $_.Trim() }
    }
}

AfterAll {
    Set-Location -LiteralPath $PSScriptRoot
    Stop-Emulator $emulator
}

Describe 'Tables' {
    It 'show tasks with whole ids on one line of <_> columns' -ForEach 80, 120 {
        $width = $_
        $lines = Get-Line (Get-SeedanceTask $id, video_b | Format-Table) $width
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $width }
        $columns = @('Status', 'Model', 'Age', 'Length', 'Valid', 'Id') + @('Tokens' | Where-Object { $width -gt 100 })
        -split $lines[0] | Should -Be $columns
        $lines | Should -HaveCount 4
        $lines[2] | Should -Match "^Completed  fast_pro +\d+\w  5.04s   23h $id( 108900)?$"
    }

    It 'show a task of status <_> on one line' -ForEach @(
        'queued', 'processing', 'completed', 'failed', 'cancelled', 'expired', 'waiting_for_review'
    ) {
        $one = "video_$([guid]::NewGuid())"
        Add-EmulatedTask $emulator @{
            model = 'seedance_2_0'; created = '2026-01-02T03:04:05Z'
            queryFaults = @(@{ name = 'synonyms'; argument = $_; times = 99 })
        } -Id $one
        $status = if ($_ -eq 'waiting_for_review') { 'Unknown' } else { $_ }
        foreach ($width in 80, 120) {
            $lines = Get-Line (Get-SeedanceTask $one -WarningAction SilentlyContinue) $width
            $lines | Should -HaveCount 3
            $lines[2].Length | Should -BeLessOrEqual $width
            $lines[2] | Should -Match "^$status +2_0 .* $one( 108900)?$"
        }
    }

    It 'wrap an id that is longer than its column, and shorten an unknown model' {
        $long = 'project_' + 'x' * 100
        Add-EmulatedTask $emulator @{ model = 'another_model_with_a_long_name' } -Id $long
        foreach ($width in 80, 120) {
            $lines = Get-Line (Get-SeedanceTask $long) $width
            $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $width }
            $lines[2] | Should -Match '^Completed  another… '
            $text = -join ($lines | Select-Object -Skip 2 |
                ForEach-Object { $_.Substring(37).Trim() -replace ' +108900$' })
            $text | Should -Be $long
        }
        (Get-SeedanceTask $long).Model | Should -Be 'another_model_with_a_long_name'
    }

    It 'show saved videos with sizes within <_> columns' -ForEach 80, 120 {
        $width = $_
        $lines = Get-Line (Save-SeedanceVideo $id -Destination tables) $width
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $width }
        $lines[2] | Should -Match '^ 138.9 KB (Saved|Skipped) '
    }
}

Describe 'Lists' {
    It 'show the URL of a video without its signature' {
        $list = Get-SeedanceTask $id | Format-List | Out-String -Width 200
        $list | Should -Match 'VideoUrl +: http://\S+\?'
        $list | Should -Not -Match 'Signature'
        (Get-SeedanceTask $id).VideoUrl | Should -Match 'Signature'
    }

    It 'show all properties of a task' {
        $task = Get-SeedanceTask $id
        $labels = (Get-Line ($task | Format-List) 120) -match '^\w+ +: ' -replace ' +:.*$'
        $labels | Sort-Object | Should -Be ($task.psobject.Properties.Name | Sort-Object)
    }
}

Describe 'Reports' {
    It 'have the columns of Summary, without the URL of the video' {
        Get-SeedanceTask $id, video_b | Select-Object Summary | Export-Csv -Path report.csv -NoTypeInformation
        $rows = Import-Csv -Path report.csv
        $rows[0].psobject.Properties.Name |
            Should -Be Id, Status, Model, Created, ActualDuration, TotalTokens, VideoUrlExpires, Error
        $rows.Status | Should -Be Completed, Failed
        $rows[1].Error | Should -Be 'Rejected, "by review".'
        Get-Content -Raw -LiteralPath report.csv | Should -Not -Match 'Signature'
    }

    It 'have no type names in the columns of whole tasks' {
        $rows = Get-SeedanceTask $id, video_b | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $columns = $rows.psobject.Properties.Value
        $columns | Where-Object { $_ -match '^(System|Seedance)\.' } | Should -BeNullOrEmpty
        $columns | Should -Contain 'progress=42; amount=0.35; usage={"completion_tokens":108900}; officialMediaUrl='
    }

    It 'of saved videos have every column once, and contain the ids of the tasks' {
        Save-SeedanceVideo $id -Destination reports | Export-Csv -Path saved.csv -NoTypeInformation
        (Import-Csv -Path saved.csv).psobject.Properties.Name |
            Should -Be (Save-SeedanceVideo $id -Destination reports).psobject.Properties.Name
        (Import-Csv -Path saved.csv).psobject.Properties.Name | Should -Not -Contain PSPath
        (Import-Csv -Path saved.csv | Get-SeedanceTask).Id | Should -Be $id
    }

    It 'sort by time and group by status' {
        (Get-SeedanceTask $id, video_b | Sort-Object -Property Created).Id | Should -Be video_b, $id
        (Get-SeedanceTask $id, video_b | Group-Object -Property Status -NoElement).Name | Sort-Object |
            Should -Be Completed, Failed
    }
}
