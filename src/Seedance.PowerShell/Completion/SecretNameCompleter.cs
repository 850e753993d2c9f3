using System.Collections;
using Seedance.PowerShell.Credentials;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Completion;

/// <summary>
/// The secrets that gave a key in this runspace, and the one that is taken without a name. A vault's own list is not
/// looked at: Get-SecretInfo unlocks the vault, and that of a cloud goes over the network.
/// </summary>
internal sealed class SecretNameCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters)
    {
        var vault = boundParameters["VaultName"] as string;
        var used = RunspaceState.Current.RecentSecrets
            .Where(secret => vault is null || vault.Equals(secret.Vault, StringComparison.OrdinalIgnoreCase))
            .Select(secret => new Completion(secret.Name, $"{secret} gave the key before"));
        return StartingWith(
            word, used.Append(new Completion(ApiKeySource.SecretOfEnvironment, "the name when none is given")))
            .GroupBy(secret => secret.Text, (_, same) => same.First());
    }
}
