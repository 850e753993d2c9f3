namespace Seedance.PowerShell.State;

/// <summary>Which secret of which vault.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Vault">The vault's name; null leaves the search to SecretManagement.</param>
internal sealed record SecretReference(string Name, string? Vault)
{
    /// <summary>For messages.</summary>
    public override string ToString() =>
        Vault is null ? $"the secret '{Name}'" : $"the secret '{Name}' of the vault '{Vault}'";
}
