#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file to a bucket of Amazon S3 with AWS.Tools.S3, one by one; can be run again after any
failure.
.DESCRIPTION
Each video is saved to -Staging, uploaded, verified by its size and SHA-256, and then deleted here. See store-
videos.ps1 for the rows, the order, and the exit codes, which are those of unattended.ps1.

The service verifies what arrives by the SHA-256 of the object, or of each part of a file that is uploaded in parts.
The object keeps the SHA-256 and the id of the task in its metadata. The credentials are those of AWS.Tools: the
environment, a profile or a role; they need s3:PutObject, s3:GetObject and s3:ListBucket. A run that is killed while
it uploads in parts leaves parts behind: let a lifecycle rule with AbortIncompleteMultipartUpload remove them.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File save-to-s3.ps1 -Csv ids.csv -BucketName videos -Prefix 2026/spring/
.EXAMPLE
Import-Csv prompts.csv | New-SeedanceTask -Journal run.jsonl | Select-Object Id | Export-Csv ids.csv -NoTypeInformation
./save-to-s3.ps1 -Csv ids.csv -Journal run.jsonl -BucketName videos
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string] $BucketName,

    # The beginning of all keys, such as 2026/spring/.
    [string] $Prefix = '',

    [string] $Region,
    [string] $ProfileName,

    # The URL of another service with the interface of S3.
    [string] $EndpointUrl,

    [string] $Staging = './staging',
    [string] $Journal,
    [double] $Timeout = 3600,
    [string] $VaultName,
    [string] $SecretName
)

$s3 = @{ BucketName = $BucketName; ErrorAction = 'Stop' }
if ($Region) { $s3.Region = $Region }
if ($ProfileName) { $s3.ProfileName = $ProfileName }
if ($EndpointUrl) { $s3 += @{ EndpointUrl = $EndpointUrl; ForcePathStyleAddressing = $true } }

# The script blocks see the variables of this script, which calls store-videos.ps1.
$storage = @{
    Name = "s3://$BucketName/$Prefix"

    Test = {
        if (-not (Get-Command -Name Write-S3Object -ErrorAction SilentlyContinue)) {
            throw 'The module AWS.Tools.S3 is not installed.'
        }
        # The list is empty. Without s3:ListBucket, this and each object that does not exist are errors 403.
        $null = Get-S3ObjectV2 @s3 -Prefix "$Prefix.no-such-object"
    }

    Find = {
        param($Name)
        try {
            $object = Get-S3ObjectMetadata @s3 -Key "$Prefix$Name" -ChecksumMode ENABLED
        } catch {
            for ($cause = $_.Exception; $cause; $cause = $cause.InnerException) {
                if ("$($cause.StatusCode)" -eq 'NotFound') { return }
            }
            throw
        }
        # The checksum of an object that was uploaded in parts ends with their number, and is not that of the whole.
        $checksum = $object.ChecksumSHA256
        [pscustomobject]@{
            Length = $object.ContentLength
            Sha256 = if ($checksum -and -not $checksum.Contains('-')) {
                [BitConverter]::ToString([Convert]::FromBase64String($checksum)).Replace('-', '')
            } else { $object.Metadata['x-amz-meta-sha256'] }
            Md5 = $null
            TaskId = $object.Metadata['x-amz-meta-task-id']
        }
    }

    Send = {
        param($File, $Name, $Sha256, $EscapedId)
        # Metadata that is no plain string would be left out.
        $metadata = @{ 'sha256' = [string]$Sha256; 'task-id' = [string]$EscapedId }
        $null = Write-S3Object @s3 -Key "$Prefix$Name" -File $File -ContentType 'video/mp4' -ChecksumAlgorithm SHA256 `
            -Metadata $metadata
    }
}

& "$PSScriptRoot/store-videos.ps1" -Csv $Csv -Staging $Staging -Journal $Journal -Timeout $Timeout `
    -VaultName $VaultName -SecretName $SecretName -Storage $storage
exit $LASTEXITCODE
