#Requires -Version 5.1

<#
.SYNOPSIS
Signs the files of a built module and makes a signed catalog of them. Needs Windows.
.DESCRIPTION
Signed are the project's own assemblies, the manifest, the views, the types and the help: with the execution policy
AllSigned, Import-Module refuses a module whose ps1xml files are not signed. Assemblies of other vendors keep their
signatures. Without a certificate nothing is changed, and the output says "unsigned".
.EXAMPLE
./tools/release/Sign-Module.ps1 -Path artifacts/module/Seedance -Certificate (Get-Item Cert:\CurrentUser\My\THUMBPRINT)
#>
[CmdletBinding()]
param(
    # The folder of the module.
    [Parameter(Mandatory)] [string] $Path,

    # A certificate for code signing, with its private key.
    [Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

    # Puts the time of a time stamp authority into the signatures, which then outlive the certificate.
    [uri] $TimestampServer
)

$ErrorActionPreference = 'Stop'

if (-not $Certificate) {
    Write-Output ("unsigned: no certificate was given. Import-Module refuses '$Path' under the execution policy " +
        'AllSigned.')
    return
}

if ($PSEdition -eq 'Core' -and -not $IsWindows) {
    throw 'Signing needs Windows: Set-AuthenticodeSignature and New-FileCatalog exist there only.'
}

$parameters = @{ Certificate = $Certificate; HashAlgorithm = 'SHA256'; IncludeChain = 'NotRoot' }
if ($TimestampServer) { $parameters.TimestampServer = "$TimestampServer" }

function Add-Signature([string[]] $LiteralPath) {
    $signatures = Set-AuthenticodeSignature -LiteralPath $LiteralPath @parameters
    # A self-signed certificate that nobody trusts gives UnknownError; the signature is there all the same.
    $failed = $signatures | Where-Object { -not $_.SignerCertificate }
    if ($failed) { throw "Not signed: $(($failed | ForEach-Object { "$($_.Path): $($_.StatusMessage)" }) -join '; ')" }
}

$files = Get-ChildItem -LiteralPath $Path -Recurse -File |
    Where-Object { $_.Name -like 'Seedance*.dll' -or $_.Extension -in '.psd1', '.ps1xml' }
Add-Signature $files.FullName

# The help has no signature of its own; the catalog covers it and every other file.
$catalog = Join-Path $Path 'Seedance.cat'
Remove-Item -LiteralPath $catalog -ErrorAction Ignore
$null = New-FileCatalog -Path $Path -CatalogFilePath $catalog -CatalogVersion 2
Add-Signature $catalog
Write-Output "signed: $($files.Count) files and the catalog, by '$($Certificate.Subject)'"
