using System.Net;

namespace Seedance.Transport;

/// <summary>The connections of the process: one pool for the API, one for the storage host, made when first used.</summary>
internal static class HttpConnections
{
    private static readonly Lazy<HttpClient> LazyApi = new(() => Create(decompress: true));
    private static readonly Lazy<HttpClient> LazyVideos = new(() => Create(decompress: false));

    /// <summary>For API requests. They carry their key themselves: nothing of a session is kept here.</summary>
    public static HttpClient Api => LazyApi.Value;

    /// <summary>For videos: bytes are taken as they come, so that lengths and digests mean what they say.</summary>
    public static HttpClient Videos => LazyVideos.Value;

#if NET
    private static HttpClient Create(bool decompress) => new(new SocketsHttpHandler
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
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#else
    private static HttpClient Create(bool decompress) => new(new HttpClientHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = decompress ? DecompressionMethods.GZip | DecompressionMethods.Deflate : DecompressionMethods.None,
        MaxConnectionsPerServer = 256,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#endif
}
