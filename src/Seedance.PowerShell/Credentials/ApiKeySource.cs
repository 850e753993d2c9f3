using System.Security;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Credentials;

/// <summary>
/// Finds the API key. The first source that is specified is used. When a named source fails, that is an error and no
/// other source is tried: its key could belong to another account. Messages name the source, never the value.
/// </summary>
internal sealed class ApiKeySource(SecretManagement vaults, RunspaceState state, Action<string> writeVerbose)
{
    private const string KeyVariable = "SEEDANCE_API_KEY";
    private const string SecretVariable = "SEEDANCE_SECRET_NAME";
    private const string VaultVariable = "SEEDANCE_VAULT_NAME";

    /// <summary>The name of the secret when none is specified.</summary>
    public const string DefaultSecret = "SeedanceApiKey";

    /// <summary>The name of the secret when no parameter specifies it.</summary>
    public static string SecretOfEnvironment => Variable(SecretVariable) ?? DefaultSecret;

    /// <exception cref="SeedanceException">No source has a key, or the named source failed.</exception>
    public KeyLease Find(SecureString? key, string? secretName, string? vaultName, CancellationToken stop)
    {
        if (key is not null) return Found(new KeyLease(key), "-ApiKey");
        var named = new SecretReference(secretName ?? SecretOfEnvironment, vaultName ?? Variable(VaultVariable));
        if (secretName is not null || vaultName is not null) return FromVault(named, stop);
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } value)
        {
            var copy = SecureKey.From(value);
            return Found(new KeyLease(copy, copy.Dispose), $"the environment variable {KeyVariable}");
        }

        return Variable(SecretVariable) is not null || Variable(VaultVariable) is not null
            ? FromVault(named, stop)
            : FromDefaultVault(stop);
    }

    // The secret was not named, so its absence is not an error of its own.
    private KeyLease FromDefaultVault(CancellationToken stop)
    {
        try
        {
            if (vaults.FindDefaultVault() is { } vault)
                return FromVault(new SecretReference(DefaultSecret, vault), stop);
        }
        catch (SeedanceException e) when (e.Failure == Failure.SecretNotFound)
        {
            // Reported below as a missing key.
        }

        throw new SeedanceException(Failure.ApiKeyMissing, "There is no API key.");
    }

    private KeyLease FromVault(SecretReference secret, CancellationToken stop)
    {
        var lease = state.SharedKeys.Borrow(secret, () => vaults.Read(secret, stop));
        state.RecentSecrets.Add(secret);
        return Found(lease, secret.ToString());
    }

    private KeyLease Found(KeyLease lease, string source)
    {
        writeVerbose($"The API key comes from {source}.");
        return lease;
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && value.Trim().Length > 0 ? value.Trim() : null;
}
