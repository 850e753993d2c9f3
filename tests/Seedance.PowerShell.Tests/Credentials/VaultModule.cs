
namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>A small module with SecretManagement's name that behaves like it; its vaults are named for what they do.</summary>
internal static class VaultModule
{
    public const string Name = "Microsoft.PowerShell.SecretManagement";

    // Write-Error and its like live in a module that the bare engine does not have: $PSCmdlet does it.
    private const string Script = """
        # SecretManagement's own exception has this name too, and is recognized by it.
        class PasswordRequiredException : System.InvalidOperationException {
            PasswordRequiredException([string] $message) : base($message) {}
        }

        function Get-SecretVault {
            [CmdletBinding()] param([string[]] $Name)
            foreach ($vault in 'Secure', 'Text', 'Locked', 'It''s mine') {
                [pscustomobject]@{ Name = $vault; ModuleName = 'Test'; IsDefault = $vault -eq $global:DefaultVault }
            }
        }

        # The real one unlocks the vault.
        function Get-SecretInfo {
            [CmdletBinding()] param([string] $Name, [string] $Vault)
            $global:Asked += @("$Vault/*")
            [pscustomobject]@{ Name = 'SeedanceApiKey'; VaultName = 'Secure' }
        }

        function Get-Secret {
            [CmdletBinding()] param([Parameter(Mandatory)] [string] $Name, [string] $Vault, [switch] $AsPlainText)
            $global:Asked += @("$Vault/$Name")
            $global:AskedOnThread = [Environment]::CurrentManagedThreadId
            function Stop-Asking([Exception] $exception, [string] $id) {
                $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new($exception, $id, 'InvalidOperation', $null))
            }
            $key = if ($global:VaultKey) { $global:VaultKey } else { 'emulator-key' }
            $secure = [securestring]::new()
            foreach ($c in $key.ToCharArray()) { $secure.AppendChar($c) }
            $PSCmdlet.WriteVerbose("The vault '$Vault' is asked.")
            if ($Name -eq 'Nope') {
                Stop-Asking ([Management.Automation.ItemNotFoundException]::new("The secret $Name was not found.")) GetSecretNotFound
                return
            }

            switch ($Vault) {
                'Text' { $key }
                'Credential' { [pscredential]::new('user', $secure) }
                'Table' { @{ Key = $key } }
                'Nothing' { }
                'Locked' {
                    Stop-Asking ([PasswordRequiredException]::new('A valid password is required to access the vault.')) GetSecretException
                }
                'Wrapped' {
                    $cause = [PasswordRequiredException]::new('A valid password is required to access the vault.')
                    Stop-Asking ([InvalidOperationException]::new("Unable to get secret $Name from vault $Vault", $cause)) GetSecretInvalidOperation
                }
                'Fails' {
                    $cause = [TimeoutException]::new('The vault''s server did not answer.')
                    Stop-Asking ([InvalidOperationException]::new("Unable to get secret $Name from vault $Vault", $cause)) GetSecretInvalidOperation
                }
                'Throws' { throw [InvalidOperationException]::new('The vault is on fire.') }
                'Warns' { $PSCmdlet.WriteWarning('The vault is old.'); $secure }
                'Holds' { $global:Held.Set(); $global:Release.Wait(); $secure }
                'Prompts' { $Host.UI.ReadLineAsSecureString() }
                default { $secure }
            }
        }

        Export-ModuleMember -Function Get-Secret, Get-SecretInfo, Get-SecretVault
        """;

    /// <summary>Writes the module below a folder, which may then be in PSModulePath.</summary>
    /// <returns>What to give to Import-Module.</returns>
    public static string WriteTo(string folder)
    {
        var module = Directory.CreateDirectory(Path.Combine(folder, Name)).FullName;
        File.WriteAllText(Path.Combine(module, Name + ".psm1"), Script);
        var manifest = Path.Combine(module, Name + ".psd1");
        File.WriteAllText(manifest, $$"""
            @{
                RootModule = '{{Name}}.psm1'
                ModuleVersion = '1.0'
                FunctionsToExport = 'Get-Secret', 'Get-SecretInfo', 'Get-SecretVault'
            }
            """);
        return manifest;
    }
}
