using System.Security;

namespace Seedance.PowerShell.Credentials;

/// <summary>Where the key comes from: the parameter, then the environment. The rule: the key is in no stream and no message.</summary>
internal static class ApiKeySource
{
    public const string EnvironmentVariable = "SEEDANCE_API_KEY";

    /// <exception cref="SeedanceException">No source has a key.</exception>
    public static SecureString Resolve(SecureString? parameter, Action<string> writeVerbose)
    {
        if (parameter is not null)
        {
            writeVerbose("The API key comes from -ApiKey.");
            return parameter;
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } value)
        {
            writeVerbose($"The API key comes from the environment variable {EnvironmentVariable}.");
            return ToSecureString(value);
        }

        throw new SeedanceException(Failure.ApiKeyMissing, "There is no API key.");
    }

    public static SecureString ToSecureString(string value)
    {
        var secure = new SecureString();
        foreach (var c in value) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
