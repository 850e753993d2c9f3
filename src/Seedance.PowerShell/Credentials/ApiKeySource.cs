using System.Security;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Credentials;

/// <summary>
/// Where the key comes from: the first source that is given wins, and one that was named and fails is an error, never a
/// reason to try the next: it would be another key than the one that was asked for. What is said of it is the source,
/// never the value.
/// </summary>
internal sealed class ApiKeySource(SecretManagement vaults, RunspaceState state, Action<string> writeVerbose)
{
    private const string KeyVariable = "SEEDANCE_API_KEY";
    private const string SecretVariable = "SEEDANCE_SECRET_NAME";
    private const string VaultVariable = "SEEDANCE_VAULT_NAME";

    /// <summary>The secret's name when nobody names one.</summary>
    public const string DefaultSecret = "SeedanceApiKey";

    /// <summary>The name of the secret that runs without a parameter take.</summary>
    public static string SecretOfEnvironment => Variable(SecretVariable) ?? DefaultSecret;

    /// <exception cref="SeedanceException">No source has a key, or the one that was named does not give it.</exception>
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

    // Nobody named this one: that it is missing is no news.
    private KeyLease FromDefaultVault(CancellationToken stop)
    {
        try
        {
            if (vaults.FindDefaultVault() is { } vault)
                return FromVault(new SecretReference(DefaultSecret, vault), stop);
        }
        catch (SeedanceException e) when (e.Failure == Failure.SecretNotFound)
        {
            // Said below.
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
