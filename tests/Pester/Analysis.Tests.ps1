BeforeAll {
    Import-Module "$PSScriptRoot/Emulator.psm1"
    $root = Split-Path (Split-Path $PSScriptRoot)
    $module = Split-Path (Get-Manifest)
    $canAnalyze = [bool](Get-Command -Name Invoke-ScriptAnalyzer -ErrorAction Ignore)

    # Folders of the repository without those that builds and npm write.
    function Get-Script([string[]] $Path) {
        $folders = $Path | ForEach-Object { Join-Path $root $_ }
        Get-ChildItem -Path $folders -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj|node_modules)[\\/]'
    }

    function Assert-Clean([string[]] $File, [string[]] $ExcludeRule = @()) {
        $File | Should -Not -BeNullOrEmpty
        $File | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings PSGallery -ExcludeRule $ExcludeRule } |
            ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'PSScriptAnalyzer with the rules of the PowerShell Gallery' {
    BeforeEach {
        if (-not $canAnalyze) { Set-ItResult -Skipped -Because 'the module PSScriptAnalyzer is not installed' }
    }

    It 'finds nothing in the manifest' {
        Assert-Clean (Get-ChildItem -LiteralPath $module -Filter *.psd1).FullName
    }

    It 'finds nothing in the script blocks of views and types' {
        $files = Get-ChildItem -Path $module -Filter *.ps1xml
        $blocks = $files | Select-Xml -XPath '//ScriptBlock | //GetScriptBlock | //SetScriptBlock | //Script' |
            ForEach-Object { $_.Node.InnerText }
        $blocks | Should -Not -BeNullOrEmpty
        $blocks | ForEach-Object { Invoke-ScriptAnalyzer -ScriptDefinition $_ -Settings PSGallery } |
            ForEach-Object { "$($_.RuleName): $($_.Message) $($_.Extent)" } | Should -BeNullOrEmpty
    }

    It 'finds nothing in the runbooks and the scripts for releases' {
        Assert-Clean (Get-Script build.ps1, examples, tools).FullName
    }

    It 'finds nothing in the tests' {
        # Variables of a BeforeAll are used in an It, which the analyzer does not see. Functions for tests have no
        # -WhatIf, and their assertions are shorter without names of parameters.
        Assert-Clean (Get-Script tests).FullName -ExcludeRule PSUseDeclaredVarsMoreThanAssignments,
            PSUseShouldProcessForStateChangingFunctions, PSAvoidUsingPositionalParameters
    }
}
