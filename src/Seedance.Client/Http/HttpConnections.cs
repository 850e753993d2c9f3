using System.Diagnostics;
using System.Net;

namespace Seedance.Http;

/// <summary>
/// The connection pools of one proxy setting: one for the API, one for storage hosts. Each is made when first used.
/// Members may be used from any thread.
/// </summary>
public sealed class HttpConnections : IDisposable
{
    private static readonly Lazy<HttpConnections> LazyShared = new(() => new(null));

    private readonly ProxySettings? _proxy;
    private readonly ConnectionSettings _settings;
    private readonly Lazy<HttpMessageInvoker> _api;
    private readonly Lazy<HttpClient> _videos;

    /// <summary>Makes the pools of a setting; opens no connection.</summary>
    /// <param name="proxy">The proxy; null for what the environment variables or the system's settings name.</param>
    public HttpConnections(ProxySettings? proxy)
        : this(proxy, new ConnectionSettings())
    {
    }

    internal HttpConnections(ProxySettings? proxy, ConnectionSettings settings)
    {
        _proxy = proxy;
        _settings = settings;
        _api = new(() => new(CreateHandler(forVideos: false)));
        _videos = new(() => new(CreateHandler(forVideos: true)) { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>
    /// The pools of the process, with the proxy of the environment or the system. Each request carries its own key, so
    /// they hold nothing of a session.
    /// </summary>
    public static HttpConnections Shared => LazyShared.Value;

    /// <summary>
    /// For API requests. An HttpClient would only add a second layer of cancellation to each request.
    /// </summary>
    internal HttpMessageInvoker Api => _api.Value;

    /// <summary>For videos.</summary>
    internal HttpClient Videos => _videos.Value;

    /// <summary>Closes all connections; requests in flight fail.</summary>
    public void Dispose()
    {
        if (_api.IsValueCreated) _api.Value.Dispose();
        if (_videos.IsValueCreated) _videos.Value.Dispose();
    }

#if !NET
    /// <summary>
    /// Limits the lifetime of connections to a host: .NET Framework keeps one as long as it is used every 100 seconds.
    /// </summary>
    internal void LimitLifetime(Uri uri) =>
        ServicePointManager.FindServicePoint(uri, OwnProxy() ?? WebRequest.DefaultWebProxy).ConnectionLeaseTimeout =
            (int)_settings.PooledConnectionLifetime.TotalMilliseconds;
#endif

    /// <summary>The proxy that a request takes; null for a direct connection.</summary>
    internal ProxyRoute? RouteTo(Uri uri) => ProxyRoute.Of(_proxy, uri);

    // Neither pool decompresses: ContentDecoder does it for the API, and the lengths and digests of videos are those of
    // the bytes sent.
#if NET
    private SocketsHttpHandler CreateHandler(bool forVideos) => new()
    {
        UseProxy = _proxy is not { Address: null },
        Proxy = OwnProxy(),
        SslOptions = { RemoteCertificateValidationCallback = CertificateCheck.Validate },
        // A storage host gets no traceparent: the URL is signed, and further headers are none of its business. The
        // stack's own spans, whose URLs have a query, go with it.
        ActivityHeadersPropagator = forVideos ? null : DistributedContextPropagator.Current,
        // A bearer token must not follow a redirect, and each redirect of a download is checked first.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = new HappyEyeballs(_settings).ConnectAsync,
        ConnectTimeout = _settings.ConnectTimeout,
        PooledConnectionLifetime = _settings.PooledConnectionLifetime,
        // One HTTP/2 connection carries all requests: when it breaks without a notice, each of them would time out
        // until TCP gives up, which takes minutes. Together these are less than the time limit of a request.
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        // Servers often allow 100 requests at once per connection, -ThrottleLimit 256.
        EnableMultipleHttp2Connections = true,
        // In KiB.
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 256,
    };
#else
    private HttpClientHandler CreateHandler(bool forVideos)
    {
        ServicePointManager.SecurityProtocol = Tls12.AddTo(ServicePointManager.SecurityProtocol);
        return new()
        {
            UseProxy = _proxy is not { Address: null },
            Proxy = OwnProxy(),
            ServerCertificateCustomValidationCallback = CertificateCheck.Validate,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = 256,
        };
    }
#endif

    private FixedProxy? OwnProxy() =>
        _proxy?.Address is { } address ? new FixedProxy(address, _proxy.Credentials) : null;
}
