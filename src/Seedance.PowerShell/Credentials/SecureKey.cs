using System.Management.Automation;
using System.Security;

namespace Seedance.PowerShell.Credentials;

/// <summary>Makes a SecureString of what people and vaults keep keys in.</summary>
internal static class SecureKey
{
    /// <summary>
    /// A copy of one's own of a SecureString, a string or a credential's password; null for anything else.
    /// </summary>
    public static SecureString? From(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SecureString secure => secure.Copy(),
        PSCredential credential => credential.Password.Copy(),
        string text => From(text),
        _ => null,
    };

    public static SecureString From(string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
