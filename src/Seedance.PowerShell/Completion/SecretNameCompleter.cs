using System.Collections;
using Seedance.PowerShell.Credentials;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Completion;

/// <summary>
/// The secrets from which a key was read in this runspace, and the default name. A vault is not listed: Get-SecretInfo
/// unlocks it, and a cloud vault needs the network.
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
