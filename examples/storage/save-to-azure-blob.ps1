#Requires -Version 5.1
#Requires -Modules Seedance

<#
.SYNOPSIS
Saves the videos of a CSV file to a container of Azure Blob Storage with Az.Storage, one by one; can be run again
after any failure.
.DESCRIPTION
Each video is saved to -Staging, uploaded, verified by its size and by the MD5 that the service keeps, and then
deleted here. See store-videos.ps1 for the rows, the order, and the exit codes, which are those of unattended.ps1.

The blob keeps the SHA-256 and the id of the task in its metadata. With -StorageAccountName the account of Connect-
AzAccount is used, such as the managed identity of an Automation account (Connect-AzAccount -Identity); it needs the
role Storage Blob Data Contributor. Without it the connection string in AZURE_STORAGE_CONNECTION_STRING is used.
.EXAMPLE
./save-to-azure-blob.ps1 -Csv ids.csv -StorageAccountName contoso -Container videos -Prefix 2026/spring/
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Csv,
    [Parameter(Mandatory)] [string] $Container,
    [string] $StorageAccountName,

    # The beginning of all names, such as 2026/spring/.
    [string] $Prefix = '',

    [string] $Staging = './staging',
    [string] $Journal,
    [double] $Timeout = 3600,
    [string] $VaultName,
    [string] $SecretName
)

# The script blocks see the variables of this script, which calls store-videos.ps1.
$azure = @{ Container = $Container; ErrorAction = 'Stop' }
$storage = @{
    Name = "azure://$Container/$Prefix"

    Test = {
        if (-not (Get-Command -Name Set-AzStorageBlobContent -ErrorAction SilentlyContinue)) {
            throw 'The module Az.Storage is not installed.'
        }
        $azure.Context = if ($StorageAccountName) {
            New-AzStorageContext -StorageAccountName $StorageAccountName -UseConnectedAccount -ErrorAction Stop
        } elseif ($env:AZURE_STORAGE_CONNECTION_STRING) {
            New-AzStorageContext -ConnectionString $env:AZURE_STORAGE_CONNECTION_STRING -ErrorAction Stop
        } else { throw 'Neither -StorageAccountName nor AZURE_STORAGE_CONNECTION_STRING is set.' }
        $null = Get-AzStorageBlob @azure -Prefix $Prefix -MaxCount 1
    }

    Find = {
        param($Name)
        # By -Prefix, because -Blob takes brackets as wildcards. Snapshots are listed too.
        $blob = Get-AzStorageBlob @azure -Prefix "$Prefix$Name" |
            Where-Object { $_.Name -ceq "$Prefix$Name" -and -not $_.SnapshotTime } | Select-Object -First 1
        if (-not $blob) { return }
        $properties = $blob.BlobProperties
        [pscustomobject]@{
            Length = $properties.ContentLength
            Sha256 = $properties.Metadata['sha256']
            Md5 = if ($properties.ContentHash) { [BitConverter]::ToString($properties.ContentHash).Replace('-', '') }
            TaskId = $properties.Metadata['taskid']
        }
    }

    Send = {
        param($File, $Name, $Sha256, $EscapedId)
        # -Force, because a prompt would end an unattended run: what may be replaced is decided before.
        $null = Set-AzStorageBlobContent @azure -Blob "$Prefix$Name" -File $File -Force `
            -Properties @{ ContentType = 'video/mp4' } -Metadata @{ sha256 = $Sha256; taskid = $EscapedId }
    }
}

& "$PSScriptRoot/store-videos.ps1" -Csv $Csv -Staging $Staging -Journal $Journal -Timeout $Timeout `
    -VaultName $VaultName -SecretName $SecretName -Storage $storage
exit $LASTEXITCODE
