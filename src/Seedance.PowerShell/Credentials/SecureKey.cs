using System.Management.Automation;
using System.Security;

namespace Seedance.PowerShell.Credentials;

/// <summary>Converts the types in which keys are passed or stored to a SecureString.</summary>
internal static class SecureKey
{
    /// <summary>A copy of a SecureString, a string or a credential's password; null for other types.</summary>
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
