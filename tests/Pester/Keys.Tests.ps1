BeforeDiscovery {
    # SecretStore has one store per user. Except on Windows, HOME determines its location: here a folder of this test.
    $needed = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
    $missing = $needed | Where-Object { -not (Get-Module -ListAvailable -Name $_) }
    $canUseVaults = $env:OS -ne 'Windows_NT' -and -not $missing
}

Describe 'Keys from the real SecretManagement and SecretStore' -Skip:(-not $canUseVaults) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Emulator.psm1"
        Import-Seedance
        $emulator = Start-Emulator -Key 'key-of-the-first-account'
        $other = Start-Emulator -Key 'key-of-the-second-account'
        Use-Emulator $emulator
        $env:SEEDANCE_API_KEY = $null
        'video_a', 'video_b' | Add-EmulatedTask $emulator
        'video_a', 'video_b' | Add-EmulatedTask $other

        $homeBefore = $env:HOME
        $env:HOME = (New-Item -ItemType Directory -Path (Join-Path $TestDrive home)).FullName
        Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false 3> $null
        Register-SecretVault -Name Runbooks -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
        Set-Secret -Name SeedanceApiKey -Secret $emulator.Key
        Set-Secret -Name Second -Secret (ConvertTo-SecureString -AsPlainText -Force $other.Key)
        $secure = ConvertTo-SecureString -AsPlainText -Force $emulator.Key
        Set-Secret -Name Credential -Secret ([pscredential]::new('account', $secure))

        function Get-CaughtError([scriptblock] $Script) {
            try { $null = & $Script } catch { return $_ }
        }
    }

    AfterAll {
        Stop-Emulator $emulator
        Stop-Emulator $other
        $env:HOME = $homeBefore
    }

    AfterEach {
        $env:SEEDANCE_API_KEY = $env:SEEDANCE_SECRET_NAME = $env:SEEDANCE_VAULT_NAME = $null
    }

    It 'takes SeedanceApiKey of the default vault when nothing is named' {
        $verbose = Get-SeedanceTask video_a -Verbose 4>&1 |
            Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        $verbose.Message | Should -Contain "The API key comes from the secret 'SeedanceApiKey' of the vault 'Runbooks'."
    }

    It 'takes the secret that parameters or variables name, in each stored form' {
        (Get-SeedanceTask video_a -VaultName Runbooks -SecretName Credential).Status | Should -Be Completed
        (Get-SeedanceTask video_a -SecretName Second -BaseUri $other.BaseUri).Status | Should -Be Completed
        $env:SEEDANCE_SECRET_NAME = 'Second'
        (Get-SeedanceTask video_a -BaseUri $other.BaseUri).Status | Should -Be Completed
    }

    It 'reports <Id> for <Name> and does not use the environment variable' -ForEach @(
        @{ Name = 'a secret that is not there'; Parameters = @{ SecretName = 'Nope' }; Id = 'SecretNotFound' }
        @{ Name = 'a vault that is not there'; Parameters = @{ VaultName = 'Nowhere' }; Id = 'VaultFailed' }
    ) {
        $env:SEEDANCE_API_KEY = $emulator.Key
        (Get-CaughtError { Get-SeedanceTask video_a @Parameters }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'recommends how to unlock a vault' {
        $script = Join-Path $TestDrive locked.ps1
        @'
        $env:HOME = Join-Path $PSScriptRoot locked
        $null = New-Item -ItemType Directory -Path $env:HOME
        $password = ConvertTo-SecureString -AsPlainText -Force 'a password'
        Reset-SecretStore -Authentication Password -Interaction None -Password $password -Force -Confirm:$false 3> $null
        Register-SecretVault -Name Locked -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
        Unlock-SecretVault -Name Locked -Password $password
        Set-Secret -Name SeedanceApiKey -Secret 'key-of-the-first-account'
'@ | Set-Content -LiteralPath $script
        & pwsh -NoProfile -NonInteractive -File $script
        $module = (Get-Module -Name Seedance).Path
        foreach ($parameters in '', '-VaultName Locked', '-SecretName SeedanceApiKey') {
            @"
            `$env:HOME = Join-Path `$PSScriptRoot locked
            Import-Module '$module'
            try { Get-SeedanceTask video_a $parameters }
            catch { `$_.FullyQualifiedErrorId; `$_.Exception.RecommendedAction }
"@ | Set-Content -LiteralPath $script
            $output = & pwsh -NoProfile -NonInteractive -File $script
            $output[0] | Should -BeLike 'VaultLocked,*'
            $output[1] |
                Should -BeLike ('*Unlock-SecretVault*' +
                    'Set-SecretStoreConfiguration -Authentication None -Interaction None*')
        }
    }

    It 'reads the vault from many runspaces at a time and never exchanges keys' {
        $module = (Get-Module -Name Seedance).Path
        $services = @{ SeedanceApiKey = $emulator; Second = $other }
        $tasks = 1..24 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            $name = if ($_ % 2) { 'SeedanceApiKey' } else { 'Second' }
            Get-SeedanceTask video_a, video_b -SecretName $name -BaseUri ($using:services)[$name].BaseUri
        }
        $tasks | Where-Object Status -EQ Completed | Should -HaveCount 48
    }

    It 'completes the names of vaults and of secrets used before' {
        $null = Get-SeedanceTask video_a -SecretName Credential
        (TabExpansion2 'Get-SeedanceTask -VaultName ').CompletionMatches.CompletionText | Should -Be 'Runbooks'
        $secrets = (TabExpansion2 'Get-SeedanceTask -SecretName ').CompletionMatches.CompletionText
        $secrets | Should -Contain 'Credential'
        $secrets | Should -Contain 'SeedanceApiKey'
    }

    It 'leaves neither the key nor a signed query in a transcript, in $Error or in a file' {
        $failed = @{ outcome = 'Failed'; error = 'Cannot read https://host/a.mp4?X-Tos-Signature=0' }
        Add-EmulatedTask $emulator $failed -Id video_failed
        Add-EmulatedTask $emulator @{ videoFaults = @(@{ name = 'html'; times = 100 }) } -Id video_page
        $transcript = Join-Path $TestDrive transcript.txt
        $Error.Clear()
        $null = Start-Transcript -LiteralPath $transcript
        try {
            'video_a', 'video_failed', 'video_page', 'video_nowhere' |
                Save-SeedanceVideo -Destination (Join-Path $TestDrive saved) -Metadata -MaximumRetryCount 1 -Verbose `
                -Debug                     -ErrorAction SilentlyContinue | Out-Default
            Get-SeedanceTask video_a, video_failed -Verbose -Debug | Format-Table | Out-Default
        }
        finally {
            $null = Stop-Transcript
        }

        $Error.Count | Should -BeGreaterThan 2
        $errors = $Error | Format-List -Property * -Force | Out-String -Width 500
        $text = Get-Content -Raw -LiteralPath $transcript
        $text | Should -BeLike '*The API key comes from the secret*'
        $files = Get-ChildItem -LiteralPath (Join-Path $TestDrive saved) -File | Get-Content -Raw
        foreach ($secret in $emulator.Key, 'X-Tos-Signature') {
            $text, $errors, $files | ForEach-Object { $_ } | Where-Object { $_.Contains($secret) } |
                Should -BeNullOrEmpty
        }
    }
}
