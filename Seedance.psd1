@{
    # Core/ and Desktop/ have the names of the editions. For a module of both editions, this string makes the fastest
    # import. PowerShellGet and PSResourceGet evaluate $PSEdition here; Import-PowerShellDataFile does not.
    RootModule = "$PSEdition/Seedance.PowerShell.dll"
    # The version of the module, its assemblies and its package; a prerelease adds Prerelease = 'beta1' to PSData.
    ModuleVersion = '0.1.0'
    GUID = '5b0b6a0e-52a4-4ba0-9b2b-7f7d6f2c4c11'
    Author = 'Seedance for PowerShell contributors'
    CompanyName = 'Seedance for PowerShell'
    Copyright = 'Copyright (c) Seedance for PowerShell contributors. MIT License.'
    Description = 'Create and query Seedance 2.0 video tasks, wait for them, save the videos before their URLs expire.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess = @('Seedance.Format.ps1xml')
    TypesToProcess = @('Seedance.Types.ps1xml')
    CmdletsToExport = @(
        'Export-SeedanceReport', 'Get-SeedanceTask', 'New-SeedanceTask', 'Save-SeedanceVideo', 'Wait-SeedanceTask')
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @(
                'Seedance', 'Video', 'AI', 'Download', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux',
                'MacOS')
            ProjectUri = 'https://github.com/seedance-powershell/seedance-powershell'
            LicenseUri = 'https://github.com/seedance-powershell/seedance-powershell/blob/main/LICENSE'
            IconUri = 'https://raw.githubusercontent.com/seedance-powershell/seedance-powershell/main/docs/icon.png'
            ReleaseNotes = 'https://github.com/seedance-powershell/seedance-powershell/blob/main/CHANGELOG.md'
        }
    }
}
