using System.Net;

namespace Seedance.Http;

/// <summary>
/// The connection pools of the process: one for the API, one for the storage host. Each is made when first used.
/// </summary>
internal static class HttpConnections
{
    private static readonly Lazy<HttpMessageInvoker> LazyApi = new(() => new(CreateHandler()));
    private static readonly Lazy<HttpClient> LazyVideos =
        new(() => new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>
    /// For API requests. Each request carries its own key, so the pool holds nothing of a session. An HttpClient would
    /// only add a second layer of cancellation to each request.
    /// </summary>
    public static HttpMessageInvoker Api => LazyApi.Value;

    /// <summary>For videos.</summary>
    public static HttpClient Videos => LazyVideos.Value;

    // Neither pool decompresses: ContentDecoder does it for the API, and the lengths and digests of videos are those of
    // the bytes sent.
#if NET
    private static SocketsHttpHandler CreateHandler() => new()
    {
        // A bearer token must not follow a redirect, and each redirect of a download is checked first.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // A long-lived process must notice when a host name resolves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        // In KiB.
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 256,
    };
#else
    private static HttpClientHandler CreateHandler()
    {
        ServicePointManager.SecurityProtocol = Tls12.AddTo(ServicePointManager.SecurityProtocol);
        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = 256,
        };
    }
#endif
}
