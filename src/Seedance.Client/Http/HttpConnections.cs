using System.Net;

namespace Seedance.Http;

/// <summary>The connections of the process: one pool for the API, one for the storage host, made when first used.</summary>
internal static class HttpConnections
{
    private static readonly Lazy<HttpMessageInvoker> LazyApi = new(() => new(CreateHandler(decompress: true)));
    private static readonly Lazy<HttpClient> LazyVideos = new(() => new(CreateHandler(decompress: false)) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>
    /// For API requests. They carry their key themselves: nothing of a session is kept here. An HttpClient would add
    /// nothing but a second layer of cancellation to each.
    /// </summary>
    public static HttpMessageInvoker Api => LazyApi.Value;

    /// <summary>For videos: bytes are taken as they come, so that lengths and digests mean what they say.</summary>
    public static HttpClient Videos => LazyVideos.Value;

#if NET
    private static SocketsHttpHandler CreateHandler(bool decompress) => new()
    {
        // A bearer token never follows a redirect, and each hop of a download is checked first.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = decompress ? DecompressionMethods.All : DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // A long-lived process must notice when a name moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 256,
    };
#else
    private static HttpClientHandler CreateHandler(bool decompress)
    {
        ServicePointManager.SecurityProtocol = Tls12.AddTo(ServicePointManager.SecurityProtocol);
        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = decompress ? DecompressionMethods.GZip | DecompressionMethods.Deflate : DecompressionMethods.None,
            MaxConnectionsPerServer = 256,
        };
    }
#endif
}
