#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file to any remote of rclone, one by one; can be run again after any failure.
.DESCRIPTION
Each video is saved to -Staging, copied to the remote as NAME.part, verified by its size and by a checksum where the
remote has MD5 or SHA-256, renamed, and then deleted here. See store-videos.ps1 for the rows, the order, and the exit
codes, which are those of unattended.ps1.

rclone makes what is missing of the remote's path. An encrypted configuration needs RCLONE_CONFIG_PASS: rclone never
asks for the password. rclone 1.57 or later is needed.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File save-with-rclone.ps1 -Csv ids.csv -Remote archive:videos/2026
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,

    # A remote of rclone's configuration with a path, such as archive:videos/2026.
    [Parameter(Mandatory)] [string] $Remote,

    [string] $Staging = './staging',
    [string] $Journal,
    [double] $Timeout = 3600,
    [string] $VaultName,
    [string] $SecretName
)

# Runs rclone and returns its output. An exit code that is not expected throws what rclone wrote to standard error.
function Invoke-Rclone([string[]] $Argument, [int[]] $Expected = 0) {
    # An exit code is not an error of its own, and neither is a line in standard error.
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    # store-videos.ps1 is run again; rclone need not repeat everything three times.
    $lines = @(& rclone --ask-password=false --retries 1 $Argument 2>&1)
    $errors = @($lines | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
    if ($Expected -notcontains $LASTEXITCODE) { throw "rclone ended with exit code ${LASTEXITCODE}: $errors" }
    $lines | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] }
}

# The script blocks see the variables and functions of this script, which calls store-videos.ps1.
$base = if ($Remote -match '[:/]$') { $Remote } else { "$Remote/" }
# The exit code for a folder that does not exist; rclone makes it.
$notFound = 3
$storage = @{
    Name = $base

    Test = {
        if (-not (Get-Command -Name rclone -CommandType Application -ErrorAction SilentlyContinue)) {
            throw 'rclone is not installed.'
        }
        $null = Invoke-Rclone lsf, '--max-depth', '1', '--dirs-only', $base -Expected 0, $notFound
    }

    Find = {
        param($Name)
        $json = Invoke-Rclone lsjson, '--stat', '--hash', "$base$Name" -Expected 0, $notFound | Out-String
        if (-not $json.Trim()) { return }
        $object = ConvertFrom-Json -InputObject $json
        # Remotes without folders report a folder for each name that is no object.
        if (-not $object -or $object.IsDir) { return }
        [pscustomobject]@{
            Length = $object.Size; Sha256 = $object.Hashes.sha256; Md5 = $object.Hashes.md5; TaskId = $null
        }
    }

    Send = {
        param($File, $Name, $Sha256)
        $part = "$Name.part"
        # The media type would be that of .part otherwise.
        $null = Invoke-Rclone copyto, '--header-upload', 'Content-Type: video/mp4', $File, "$base$part"
        $copied = & $storage.Find $part
        if (-not $copied) { throw "'$base$part' does not exist after the upload." }
        $length = (Get-Item -LiteralPath $File -Force).Length
        if ((Compare-Content $copied -Length $length -Sha256 $Sha256 -File $File) -eq 'Different') {
            throw "'$base$part' has other content than the file."
        }
        $null = Invoke-Rclone moveto, "$base$part", "$base$Name"
    }
}

& "$PSScriptRoot/store-videos.ps1" -Csv $Csv -Staging $Staging -Journal $Journal -Timeout $Timeout `
    -VaultName $VaultName -SecretName $SecretName -Storage $storage
exit $LASTEXITCODE
