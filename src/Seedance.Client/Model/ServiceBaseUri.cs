namespace Seedance;

/// <summary>Where the service lives, whatever spelling of it people configure.</summary>
public static class ServiceBaseUri
{
    private const string ServicePath = "/kyyReactApiServer";

    /// <summary>The service's documented address.</summary>
    public static Uri Default { get; } = new("https://zcbservice.aizfw.cn" + ServicePath);

    /// <summary>
    /// Reads an address: the origin alone, with the service's path, with a trailing slash or with <c>/v1</c> all mean the same.
    /// A path of one's own (a gateway) is kept.
    /// </summary>
    /// <exception cref="SeedanceException">It is not an absolute http or https address, or it carries a user name, a query or a fragment.</exception>
    public static Uri Parse(string text)
    {
        text = (text ?? "").Trim();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
            throw new SeedanceException(Failure.BaseUriInvalid, $"'{new SignedUrl(text)}' is not an absolute http or https address.");
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new SeedanceException(
                Failure.BaseUriInvalid, $"The base address '{new SignedUrl(text)}' must not hold a user name, a query or a fragment.");

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase)) path = path.Substring(0, path.Length - 3).TrimEnd('/');
        if (path.Length == 0) path = ServicePath;
        return new Uri(uri.GetLeftPart(UriPartial.Authority) + path);
    }

    /// <summary>Refuses an address to which a key would travel unencrypted: plain http is for this machine alone.</summary>
    /// <exception cref="SeedanceException">It is http, to another machine.</exception>
    public static void RequireSecure(Uri uri)
    {
        if (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) return;
        throw new SeedanceException(
            Failure.BaseUriInsecure, $"The base address '{uri.GetLeftPart(UriPartial.Path)}' is plain http: the key would travel unencrypted.");
    }
}
