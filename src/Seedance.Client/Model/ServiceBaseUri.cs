namespace Seedance;

/// <summary>Reads and checks the base URL of the service.</summary>
public static class ServiceBaseUri
{
    private const string ServicePath = "/kyyReactApiServer";

    /// <summary>The documented base URL of the service.</summary>
    public static Uri Default { get; } = new("https://zcbservice.aizfw.cn" + ServicePath);

    /// <summary>
    /// Reads a base URL. The origin alone, with the path of the service, with a trailing slash or with <c>/v1</c> are
    /// equivalent. Another path (of a gateway) is kept.
    /// </summary>
    /// <exception cref="SeedanceException">
    /// It is not an absolute http or https URL, or it has a user name, a query or a fragment.
    /// </exception>
    public static Uri Parse(string text)
    {
        text = (text ?? "").Trim();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
            throw new SeedanceException(
                Failure.BaseUriInvalid, $"'{new SignedUrl(text)}' is not an absolute http or https URL.");
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new SeedanceException(
                Failure.BaseUriInvalid,
                $"The base URL '{new SignedUrl(text)}' must not have a user name, a query or a fragment.");

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase))
            path = path.Substring(0, path.Length - 3).TrimEnd('/');
        if (path.Length == 0) path = ServicePath;
        return new Uri(uri.GetLeftPart(UriPartial.Authority) + path);
    }

    /// <summary>
    /// Refuses a base URL to which the API key would travel unencrypted: http is allowed for this machine only.
    /// </summary>
    /// <exception cref="SeedanceException">It is http and another machine.</exception>
    public static void RequireSecure(Uri uri)
    {
        if (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) return;
        throw new SeedanceException(
            Failure.BaseUriInsecure,
            $"The base URL '{uri.GetLeftPart(UriPartial.Path)}' is http: the API key would travel unencrypted.");
    }
}
