using System.Net;

namespace Seedance.Http;

/// <summary>
/// The proxy of all requests, for the service and for the storage host alike. Two settings are equal when they lead to
/// the same proxy with the same credentials.
/// </summary>
public sealed record ProxySettings
{
    private ProxySettings()
    {
    }

    /// <summary>Connects directly, whatever the environment variables and the system's settings say.</summary>
    public static ProxySettings None { get; } = new();

    /// <summary>The proxy's URL without user name and password; null for no proxy.</summary>
    public Uri? Address { get; private init; }

    /// <summary>
    /// What the proxy's user is called in messages: where the credentials come from. Null without credentials.
    /// </summary>
    public string? CredentialSource { get; private init; }

    /// <summary>What messages call the setting.</summary>
    public string Source { get; private init; } = "the proxy setting";

    internal ICredentials? Credentials { get; private init; }

    /// <summary>Reads a proxy's URL. A user name and a password in it count unless others are given.</summary>
    /// <param name="address">The URL, such as <c>http://proxy.example.com:3128</c>.</param>
    /// <param name="credential">The user name and password for the proxy; null for none.</param>
    /// <param name="useDefaultCredentials">True: the proxy gets the credentials of the account of this process.</param>
    /// <param name="source">What messages call the URL, such as a parameter's name.</param>
    /// <param name="credentialSource">What messages call <paramref name="credential"/> or the default ones.</param>
    /// <exception cref="ArgumentException">
    /// It is not the absolute URL of a proxy of a kind that can be used.
    /// </exception>
    public static ProxySettings Parse(
        Uri address, NetworkCredential? credential, bool useDefaultCredentials, string source, string credentialSource)
    {
        if (!IsSupported(address))
            throw new ArgumentException(
                $"{source} is not the URL of a proxy. Pass one such as http://proxy.example.com:3128.");
        var isOfUrl = credential is null && !useDefaultCredentials && address.UserInfo.Length > 0;
        var credentials = useDefaultCredentials ? CredentialCache.DefaultCredentials
            : isOfUrl ? CredentialOf(address.UserInfo)
            : credential;
        return new ProxySettings
        {
            Address = new Uri(PlainAddress(address)),
            Credentials = credentials,
            Source = source,
            CredentialSource = credentials is null ? null : isOfUrl ? source : credentialSource,
        };
    }

    /// <summary>The scheme, host and port of a proxy's URL, for messages: never its user name and password.</summary>
    internal static string PlainAddress(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <inheritdoc/>
    public bool Equals(ProxySettings? other) =>
        other is not null && Address == other.Address && Source == other.Source
        && CredentialSource == other.CredentialSource && IsSame(Credentials, other.Credentials);

    /// <inheritdoc/>
    public override int GetHashCode() => (Address, (Credentials as NetworkCredential)?.UserName).GetHashCode();

    // Nothing of the credentials: whatever holds settings may be printed.
    /// <inheritdoc/>
    public override string ToString() => Address is null ? "no proxy" : PlainAddress(Address);

    // SOCKS and TLS to the proxy need .NET's own HTTP stack.
    private static bool IsSupported(Uri address) =>
        address.IsAbsoluteUri && address.Host.Length > 0
#if NET
        && address.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5";
#else
        && address.Scheme == "http";
#endif

    private static NetworkCredential CredentialOf(string userInfo)
    {
        var colon = userInfo.IndexOf(':');
        return colon < 0
            ? new NetworkCredential(Uri.UnescapeDataString(userInfo), "")
            : new NetworkCredential(
                Uri.UnescapeDataString(userInfo.Substring(0, colon)),
                Uri.UnescapeDataString(userInfo.Substring(colon + 1)));
    }

    private static bool IsSame(ICredentials? one, ICredentials? other) =>
        ReferenceEquals(one, other)
        || (one is NetworkCredential a && other is NetworkCredential b
            && a.UserName == b.UserName && a.Domain == b.Domain && a.Password == b.Password);
}
