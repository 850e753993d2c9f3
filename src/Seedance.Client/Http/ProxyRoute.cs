using System.Net;

namespace Seedance.Http;

/// <summary>The proxy that a request takes, for messages.</summary>
/// <param name="Address">Its scheme, host and port.</param>
/// <param name="Source">Where it is set: a parameter, an environment variable, the system's settings.</param>
/// <param name="CredentialSource">Where its user name and password are set; null when there are none.</param>
internal sealed record ProxyRoute(string Address, string Source, string? CredentialSource)
{
    private const string SystemSource = "the system's settings";

    // In the order in which .NET reads them (HttpEnvironmentProxy); the upper-case HTTP_PROXY is not read in a CGI
    // program, which this is not.
    private static readonly string[] HttpsVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    private static readonly string[] HttpVariables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>True when the proxy is on this machine.</summary>
    public bool IsLoopback => new Uri(Address).IsLoopback;

    /// <summary>The route of a request; null when it goes to its host directly.</summary>
    /// <param name="settings">The settings; null for those of the environment or the system.</param>
    /// <param name="uri">The URL of the request.</param>
    public static ProxyRoute? Of(ProxySettings? settings, Uri uri)
    {
        if (settings is null) return OfSystem(uri);
        return settings.Address is { } address
            ? new ProxyRoute(ProxySettings.PlainAddress(address), settings.Source, settings.CredentialSource)
            : null;
    }

    private static ProxyRoute? OfSystem(Uri uri)
    {
#if NET
        var system = HttpClient.DefaultProxy;
#else
        var system = WebRequest.DefaultWebProxy;
#endif
        if (system is null || system.IsBypassed(uri)) return null;
        // Without a proxy, .NET Framework returns the URL itself.
        if (system.GetProxy(uri) is not { } address || address == uri) return null;
        var source = SourceOf(uri);
        var credentialSource = address.UserInfo.Length > 0 ? source : null;
        return new ProxyRoute(ProxySettings.PlainAddress(address), source, credentialSource);
    }

    private static string SourceOf(Uri uri)
    {
#if NET
        var variables = uri.Scheme == Uri.UriSchemeHttps ? HttpsVariables : HttpVariables;
        return Array.Find(variables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            ?? SystemSource;
#else
        // .NET Framework reads no variables.
        return SystemSource;
#endif
    }
}
