@{
    RootModule = 'StorageCmdlets.dll'
    ModuleVersion = '1.0.0'
    GUID = '6d1c2f4e-3b6a-4d57-8f6f-2a6f4f0f9b21'
    CompatiblePSEditions = @('Core')
    CmdletsToExport = @(
        'Get-S3ObjectV2', 'Get-S3ObjectMetadata', 'Write-S3Object', 'Read-S3Object'
        'New-AzStorageContext', 'New-AzStorageContainer', 'Get-AzStorageBlob', 'Set-AzStorageBlobContent'
        'Get-AzStorageBlobContent'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
