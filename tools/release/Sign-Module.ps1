#Requires -Version 5.1

<#
.SYNOPSIS
Signs the files of a built module; with -Catalog makes a signed catalog of them.
.DESCRIPTION
Signed are the project's own assemblies, the manifest, the views and the types: with the execution policy AllSigned,
Import-Module refuses a module whose ps1xml files are not signed. Assemblies of other vendors keep their signatures. The
help has no signature of its own; the catalog covers it and every other file. Without a certificate nothing is changed,
and the output says "unsigned".

Windows signs with Set-AuthenticodeSignature. Other systems have no such command: there osslsigncode 2.8 or later signs
and verifies the same files, and there is no catalog, because New-FileCatalog is for Windows only.
.EXAMPLE
./tools/release/Sign-Module.ps1 -Path artifacts/module/Seedance -Certificate (Get-Item Cert:\CurrentUser\My\THUMBPRINT)
.EXAMPLE
./tools/release/Sign-Module.ps1 -Path artifacts/module/Seedance -Certificate $certificate -Catalog
After everything else, because no file may change or come later.
#>
[CmdletBinding()]
param(
    # The folder of the module.
    [Parameter(Mandatory)] [string] $Path,

    # A certificate for code signing, with its private key.
    [Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

    # Puts the time of a time stamp authority into the signatures, which then outlive the certificate.
    [uri] $TimestampServer,

    # Makes and signs the catalog, and signs no other file.
    [switch] $Catalog
)

$ErrorActionPreference = 'Stop'
$folder = (Resolve-Path -LiteralPath $Path).ProviderPath

if (-not $Certificate) {
    if ($Catalog) { return }
    Write-Output ("unsigned: no certificate was given. Import-Module refuses '$Path' under the execution policy " +
        'AllSigned.')
    return
}

$program = Get-Command -Name osslsigncode -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$isWindowsSigning = [bool](Get-Command -Name Set-AuthenticodeSignature -ErrorAction Ignore)
if (-not ($isWindowsSigning -or $program)) {
    throw 'Signing needs Windows, or osslsigncode: Set-AuthenticodeSignature exists on Windows only.'
}

# Windows reads a script without a byte order mark in the code page of the system before it computes its digest, and
# some versions compute it with CR LF. With ASCII and CR LF the digest is the same everywhere.
function ConvertTo-SignableText([string] $LiteralPath) {
    $text = [IO.File]::ReadAllText($LiteralPath)
    if ($text -match '[^\x00-\x7F]') { throw "'$LiteralPath' cannot be signed: it has the character '$($Matches[0])'." }
    [IO.File]::WriteAllText($LiteralPath, ($text -replace '\r?\n', "`r`n"), [Text.Encoding]::ASCII)
}

function Add-WindowsSignature([string[]] $LiteralPath) {
    $parameters = @{ Certificate = $Certificate; HashAlgorithm = 'SHA256'; IncludeChain = 'NotRoot' }
    if ($TimestampServer) { $parameters.TimestampServer = "$TimestampServer" }
    $signatures = Set-AuthenticodeSignature -LiteralPath $LiteralPath @parameters
    # A self-signed certificate that nobody trusts gives UnknownError; the signature is there all the same.
    $failed = $signatures | Where-Object { -not $_.SignerCertificate }
    if ($failed) { throw "Not signed: $(($failed | ForEach-Object { "$($_.Path): $($_.StatusMessage)" }) -join '; ')" }
}

# Writes the certificate with its key and chain, the password of this file, and the root: the input of osslsigncode.
function Export-Signer([string] $Folder) {
    $password = [Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $chain = New-Object Security.Cryptography.X509Certificates.X509Chain
    $chain.ChainPolicy.RevocationMode = 'NoCheck'
    $null = $chain.Build($Certificate)
    $issuers = @($chain.ChainElements | ForEach-Object Certificate)
    $signer = New-Object Security.Cryptography.X509Certificates.X509Certificate2Collection $Certificate
    $issuers | Select-Object -Skip 1 | Where-Object { $_.Subject -ne $_.Issuer } |
        ForEach-Object { $null = $signer.Add($_) }
    [IO.File]::WriteAllText("$Folder/password", $password)
    [IO.File]::WriteAllBytes("$Folder/signer.pfx", $signer.Export('Pfx', $password))
    [IO.File]::WriteAllText("$Folder/root.pem", $issuers[-1].ExportCertificatePem())
}

function Invoke-Signer([string[]] $Argument) {
    $output = & $program $Argument 2>&1
    if ($LASTEXITCODE -ne 0) { throw "osslsigncode $($Argument[0]) failed: $($output -join ' ')" }
}

function Add-OpenSignature([string[]] $LiteralPath) {
    # Only this account can read it.
    $private = [IO.Directory]::CreateTempSubdirectory('seedance-').FullName
    try {
        Export-Signer $private
        $options = @('-pkcs12', "$private/signer.pfx", '-readpass', "$private/password", '-h', 'sha256')
        if ($TimestampServer) { $options += '-ts', "$TimestampServer" }
        foreach ($file in $LiteralPath) {
            $signed = Join-Path $private (Split-Path -Path $file -Leaf)
            Invoke-Signer (@('sign') + $options + @('-in', $file, '-out', $signed))
            Invoke-Signer 'verify', '-CAfile', "$private/root.pem", '-in', $signed
            [IO.File]::Copy($signed, $file, $true)
            Remove-Item -LiteralPath $signed
        }
    } finally {
        Remove-Item -LiteralPath $private -Recurse -Force
    }
}

function Add-Signature([string[]] $LiteralPath) {
    if ($isWindowsSigning) { Add-WindowsSignature $LiteralPath } else { Add-OpenSignature $LiteralPath }
}

if (-not $Catalog) {
    $files = @(Get-ChildItem -LiteralPath $folder -Recurse -File |
            Where-Object { $_.Name -like 'Seedance*.dll' -or $_.Extension -in '.psd1', '.ps1xml' })
    $files | Where-Object Extension -NE .dll | ForEach-Object { ConvertTo-SignableText $_.FullName }
    Add-Signature $files.FullName
    Write-Output "signed: $($files.Count) files, by '$($Certificate.Subject)'"
} elseif ($isWindowsSigning) {
    $file = Join-Path $folder 'Seedance.cat'
    Remove-Item -LiteralPath $file -ErrorAction Ignore
    $null = New-FileCatalog -Path $folder -CatalogFilePath $file -CatalogVersion 2
    Add-Signature $file
    Write-Output "signed: the catalog, by '$($Certificate.Subject)'"
} else {
    Write-Output 'no catalog: New-FileCatalog exists on Windows only. Nothing signs the help.'
}
