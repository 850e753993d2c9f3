
namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>
/// A small module with the name and behavior of SecretManagement; its vaults are named after their behavior.
/// </summary>
internal static class VaultModule
{
    public const string Name = "Microsoft.PowerShell.SecretManagement";

    // The bare engine lacks the module of Write-Error and similar commands, so $PSCmdlet is used.
    private const string Script = """
        # The exception of SecretManagement has this name too and is recognized by it.
        class PasswordRequiredException : System.InvalidOperationException {
            PasswordRequiredException([string] $message) : base($message) {}
        }

        function Get-SecretVault {
            [CmdletBinding()] param([string[]] $Name)
            foreach ($vault in 'Secure', 'Text', 'Locked', 'It''s mine') {
                [pscustomobject]@{ Name = $vault; ModuleName = 'Test'; IsDefault = $vault -eq $global:DefaultVault }
            }
        }

        # The real command unlocks the vault.
        function Get-SecretInfo {
            [CmdletBinding()] param([string] $Name, [string] $Vault)
            $global:VaultQueries += @("$Vault/*")
            [pscustomobject]@{ Name = 'SeedanceApiKey'; VaultName = 'Secure' }
        }

        function Get-Secret {
            [CmdletBinding()] param([Parameter(Mandatory)] [string] $Name, [string] $Vault, [switch] $AsPlainText)
            $global:VaultQueries += @("$Vault/$Name")
            $global:QueriedOnThread = [Environment]::CurrentManagedThreadId
            function Write-VaultError([Exception] $exception, [string] $id) {
                $record = [Management.Automation.ErrorRecord]::new($exception, $id, 'InvalidOperation', $null)
                $PSCmdlet.WriteError($record)
            }
            function Write-Wrapped([Exception] $cause) {
                $wrapped = [InvalidOperationException]::new("Unable to get secret $Name from vault $Vault", $cause)
                Write-VaultError $wrapped GetSecretInvalidOperation
            }
            $key = if ($global:VaultKey) { $global:VaultKey } else { 'emulator-key' }
            $secure = [securestring]::new()
            foreach ($c in $key.ToCharArray()) { $secure.AppendChar($c) }
            $PSCmdlet.WriteVerbose("The vault '$Vault' is queried.")
            if ($Name -eq 'Nope') {
                $missing = [Management.Automation.ItemNotFoundException]::new("The secret $Name was not found.")
                Write-VaultError $missing GetSecretNotFound
                return
            }

            switch ($Vault) {
                'Text' { $key }
                'Credential' { [pscredential]::new('user', $secure) }
                'Table' { @{ Key = $key } }
                'Nothing' { }
                'Locked' {
                    $locked = [PasswordRequiredException]::new('A valid password is required to access the vault.')
                    Write-VaultError $locked GetSecretException
                }
                'Wrapped' {
                    $cause = [PasswordRequiredException]::new('A valid password is required to access the vault.')
                    Write-Wrapped $cause
                }
                'Fails' {
                    $cause = [TimeoutException]::new('The vault''s server did not respond.')
                    Write-Wrapped $cause
                }
                'Throws' { throw [InvalidOperationException]::new('The vault is broken.') }
                'Warns' { $PSCmdlet.WriteWarning('The vault is old.'); $secure }
                'Holds' { $global:Held.Set(); $global:Release.Wait(); $secure }
                'Prompts' { $Host.UI.ReadLineAsSecureString() }
                default { $secure }
            }
        }

        Export-ModuleMember -Function Get-Secret, Get-SecretInfo, Get-SecretVault
        """;

    /// <summary>Writes the module below a folder, which may then be in PSModulePath.</summary>
    /// <returns>The path for Import-Module.</returns>
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
