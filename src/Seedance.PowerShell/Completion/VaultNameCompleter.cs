using System.Collections;
using System.Management.Automation;
using Seedance.PowerShell.Credentials;

namespace Seedance.PowerShell.Completion;

/// <summary>The registered vaults. SecretManagement reads them from its registry and opens no vault.</summary>
internal sealed class VaultNameCompleter : Completer
{
    // Without SecretManagement the script returns nothing and adds no record to $Error.
    private const string Script = """
        $command = Get-Command -Name Microsoft.PowerShell.SecretManagement\Get-SecretVault -ErrorAction Ignore
        if ($command) { & $command -ErrorAction Ignore }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters) =>
        StartingWith(word, FindVaults());

    private static IEnumerable<Completion> FindVaults()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return
            [
                .. from vault in shell.AddScript(Script, useLocalScope: true).Invoke()
                   let isDefault = LanguagePrimitives.IsTrue(vault.Properties["IsDefault"]?.Value)
                   orderby isDefault descending
                   select new Completion(
                       $"{vault.Properties["Name"]?.Value}",
                       $"{vault.Properties["ModuleName"]?.Value}{(isDefault ? ", the default vault" : "")}"),
            ];
        }
        catch (RuntimeException)
        {
            // Completion shows no errors: the cmdlet itself reports the problem when it runs.
            return [];
        }
    }
}
