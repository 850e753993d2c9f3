BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    $root = Split-Path (Split-Path $PSScriptRoot)
    $script = Join-Path $root tools/release/Sign-Module.ps1
    $module = Split-Path (Get-Manifest)
    $shell = Get-Shell
    $isWindowsSigning = [bool](Get-Command -Name Set-AuthenticodeSignature -ErrorAction Ignore)
    $program = Get-Command -Name osslsigncode -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    # Earlier versions sign no scripts.
    $canSign = $isWindowsSigning -or
        ($program -and "$(& $program --version)" -match 'osslsigncode (\d+\.\d+)' -and [version]$Matches[1] -ge '2.8')

    function Get-Digest([string] $Folder) {
        (Get-ChildItem -LiteralPath $Folder -Recurse -File | Get-FileHash).Hash
    }

    function Get-SignedFile([string] $Folder) {
        Get-ChildItem -LiteralPath $Folder -Recurse -File |
            Where-Object { $_.Name -like 'Seedance*.dll' -or $_.Extension -in '.psd1', '.ps1xml' }
    }

    # A certificate for code signing that issued itself.
    function New-Certificate {
        $key = [Security.Cryptography.RSA]::Create(3072)
        $request = New-Object Security.Cryptography.X509Certificates.CertificateRequest 'CN=Seedance test', $key,
            ([Security.Cryptography.HashAlgorithmName]::SHA256), ([Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $usage = New-Object Security.Cryptography.OidCollection
        $null = $usage.Add((New-Object Security.Cryptography.Oid '1.3.6.1.5.5.7.3.3'))
        $request.CertificateExtensions.Add(
            (New-Object Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension $usage, $false))
        $now = [DateTimeOffset]::UtcNow
        $certificate = $request.CreateSelfSigned($now.AddDays(-1), $now.AddDays(1))
        # Windows signs with keys that are in its store only.
        New-Object Security.Cryptography.X509Certificates.X509Certificate2 $certificate.Export('Pfx', 'password'),
            'password', 'Exportable, PersistKeySet'
    }
}

Describe 'Sign-Module.ps1' {
    BeforeEach {
        $copy = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory -Path $copy
        Copy-Item -Path "$module/*" -Destination $copy -Recurse
    }

    It 'says "unsigned" and changes nothing without a certificate' {
        $before = Get-Digest $copy
        & $script -Path $copy | Should -BeLike 'unsigned: *'
        & $script -Path $copy -Catalog | Should -BeNullOrEmpty
        Get-Digest $copy | Should -Be $before
    }

    It 'finds files that have the same digest in each code page' {
        foreach ($file in Get-SignedFile $copy | Where-Object Extension -NE .dll) {
            [IO.File]::ReadAllText($file.FullName) | Should -Not -Match '[^\x00-\x7F]' -Because $file.Name
        }
    }

    It 'signs the files of the project and no other' {
        if (-not $canSign) { Set-ItResult -Skipped -Because 'neither Windows nor osslsigncode 2.8 is here' }
        $certificate = New-Certificate
        $others = Get-ChildItem -LiteralPath $copy -Recurse -File |
            Where-Object FullName -NotIn @(Get-SignedFile $copy).FullName | Get-FileHash
        $files = @(Get-SignedFile $copy)
        & $script -Path $copy -Certificate $certificate |
            Should -Be "signed: $($files.Count) files, by 'CN=Seedance test'"

        $files.Name | Sort-Object -Unique | Should -Be Seedance.Client.dll, Seedance.Format.ps1xml,
            Seedance.PowerShell.dll, Seedance.psd1, Seedance.Types.ps1xml
        $others | ForEach-Object { (Get-FileHash -LiteralPath $_.Path).Hash | Should -Be $_.Hash -Because $_.Path }
        foreach ($file in $files.FullName) {
            if ($isWindowsSigning) {
                $signature = Get-AuthenticodeSignature -LiteralPath $file
                $signature.SignerCertificate.Thumbprint | Should -Be $certificate.Thumbprint -Because $file
                # Nobody trusts the certificate.
                $signature.Status | Should -BeIn Valid, UnknownError, NotTrusted -Because $file
            } else {
                Set-Content -LiteralPath "$TestDrive/root.pem" -Value $certificate.ExportCertificatePem()
                $output = & $program verify -CAfile "$TestDrive/root.pem" -in $file 2>&1
                $LASTEXITCODE | Should -Be 0 -Because "$file`: $output"
            }
        }

        # The signed module is the same to PowerShell.
        $command = "Import-Module '$copy/Seedance.psd1'; (Get-Module Seedance).ExportedCmdlets.Count"
        & $shell -NoProfile -NonInteractive -Command $command | Should -Be 5
    }

    It 'signs scripts with the digest that Windows computes' {
        if (-not $canSign) { Set-ItResult -Skipped -Because 'neither Windows nor osslsigncode 2.8 is here' }
        if ($PSEdition -eq 'Desktop') { Add-Type -AssemblyName System.Security }
        $null = & $script -Path $copy -Certificate (New-Certificate)
        foreach ($file in Get-SignedFile $copy | Where-Object Extension -NE .dll) {
            # The block of comments at the end is a CMS message, and its content ends with the digest of the text before
            # it in UTF-16.
            $text = [IO.File]::ReadAllText($file.FullName)
            $text | Should -Not -Match '[^\r]\n'
            $pattern = '(?s)^(.*)\r\n(?:# |<!-- )SIG # Begin signature block(.*)(?:# |<!-- )SIG # End signature block'
            $text -match $pattern | Should -BeTrue -Because $file.Name
            $message = New-Object Security.Cryptography.Pkcs.SignedCms
            $message.Decode([Convert]::FromBase64String(($Matches[2] -replace '<!--|-->|#|\s')))
            $message.CheckSignature($true)
            $sha256 = [Security.Cryptography.SHA256]::Create()
            $digest = $sha256.ComputeHash([Text.Encoding]::Unicode.GetBytes($Matches[1]))
            $message.ContentInfo.Content[-32..-1] | Should -Be $digest -Because $file.Name
        }
    }

    It 'makes signatures that a changed file breaks' {
        if (-not $canSign) { Set-ItResult -Skipped -Because 'neither Windows nor osslsigncode 2.8 is here' }
        $certificate = New-Certificate
        $null = & $script -Path $copy -Certificate $certificate
        $file = Join-Path $copy Seedance.psd1
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace('GUID', 'guid'))
        if ($isWindowsSigning) {
            (Get-AuthenticodeSignature -LiteralPath $file).Status | Should -Be HashMismatch
        } else {
            Set-Content -LiteralPath "$TestDrive/root.pem" -Value $certificate.ExportCertificatePem()
            $null = & $program verify -CAfile "$TestDrive/root.pem" -in $file 2>&1
            $LASTEXITCODE | Should -Not -Be 0
        }
    }

    It 'makes a catalog of all files' {
        if (-not $isWindowsSigning) { Set-ItResult -Skipped -Because 'New-FileCatalog exists on Windows only' }
        $certificate = New-Certificate
        $null = & $script -Path $copy -Certificate $certificate
        & $script -Path $copy -Certificate $certificate -Catalog | Should -BeLike 'signed: the catalog*'
        Test-FileCatalog -Path $copy -CatalogFilePath "$copy/Seedance.cat" | Should -Be Valid
    }
}
