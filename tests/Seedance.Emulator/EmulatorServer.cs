using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seedance.Emulator.Endpoints;

namespace Seedance.Emulator;

/// <summary>Emulates the Seedance service on a local port: real HTTP, with schedules and faults.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskEntry> _tasks = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly KestrelServer _server;
    private int _isDisposed;

    private EmulatorServer(EmulatorOptions options)
    {
        Options = options;
        Signer = new UrlSigner(options.TimeProvider);
        RateLimit = new RateLimit(options.RequestsPerSecond);
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        // Tests use slow and stuck clients.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        if (options.Certificate is not null) kestrel.ApplicationServices = HttpsServices();
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (options.Certificate is { } certificate) listen.UseHttps(certificate);
        });
        var logs = NullLoggerFactory.Instance;
        var sockets = new SocketTransportFactory(
            Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions()), logs);
        _server = new KestrelServer(Microsoft.Extensions.Options.Options.Create(kestrel), sockets, logs);
        Origin = BaseUri = new Uri("http://127.0.0.1");
    }

    /// <summary>Starts an emulator; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<EmulatorServer> StartAsync(
        EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var emulator = new EmulatorServer(options ?? new EmulatorOptions());
        try
        {
            await emulator._server.StartAsync(new Application(new Router(emulator)), cancellationToken);
            var addresses = emulator._server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
            emulator.Origin = new Uri(addresses.Single());
            emulator.BaseUri = new Uri(emulator.Origin, Router.BasePath);
            emulator.Signer.Origin = emulator.Origin;
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The base URL, <c>http://127.0.0.1:PORT/kyyReactApiServer</c>.</summary>
    public Uri BaseUri { get; private set; }

    /// <summary>The origin of the server, <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri Origin { get; private set; }

    /// <summary>The requests so far, in the order of arrival, without those to <c>/emulator/</c>.</summary>
    public IReadOnlyList<RecordedRequest> Requests => Log.All;

    /// <summary>The number of requests that got 429 by <see cref="EmulatorOptions.RequestsPerSecond"/>.</summary>
    public int RequestsAboveLimit => RateLimit.Refused;

    /// <summary>The maximum number of concurrent requests at the query endpoint.</summary>
    public int MaxConcurrentQueries => Queries.Maximum;

    /// <summary>The maximum number of concurrent GETs at the video endpoint.</summary>
    public int MaxConcurrentDownloads => Downloads.Maximum;

    /// <summary>Adds or replaces a task; its schedule begins now.</summary>
    /// <exception cref="ArgumentException">It has no id or an unknown fault.</exception>
    public EmulatedTask Add(EmulatedTask task)
    {
        ArgumentException.ThrowIfNullOrEmpty(task.Id);
        QueryFaults.Validate(task.QueryFaults);
        VideoFaults.Validate(task.VideoFaults);
        _tasks[task.Id] = new TaskEntry(task, Options.TimeProvider);
        return task;
    }

    /// <summary>The number of tasks created with this prompt.</summary>
    public int CountCreations(string prompt) => Creations.Count(prompt);

    /// <summary>The ids of all tasks created by requests, each with its prompt.</summary>
    public IReadOnlyList<(string Id, string Prompt)> CreatedTasks => Creations.All;

    /// <summary>Releases the creations that a <c>hold</c> fault holds now or later.</summary>
    public void ReleaseCreations() => Creations.Release();

    /// <summary>Completes when this number of creation requests has arrived.</summary>
    public Task WaitForCreationsAsync(int count = 1, CancellationToken cancellationToken = default) =>
        Log.WaitAsync(EndpointKind.Create, _ => true, count, cancellationToken);

    /// <summary>The number of requests for this task at the query endpoint.</summary>
    public int CountQueries(string id) => Log.Count(EndpointKind.Query, id);

    /// <summary>The number of GETs for this task at the video endpoint.</summary>
    public int CountDownloads(string id) => Log.Count(EndpointKind.Video, id);

    /// <summary>The number of bytes of this task's video sent so far, over all connections.</summary>
    public long CountBytes(string id) => Find(id)?.BytesSent ?? 0;

    /// <summary>Completes when this number of bytes of the video has been sent.</summary>
    public Task WaitForBytesAsync(string id, long bytes, CancellationToken cancellationToken = default) =>
        Find(id)!.WaitForBytesAsync(bytes).WaitAsync(cancellationToken);

    /// <summary>Releases the requests that a <c>hold</c> fault holds now or later.</summary>
    public void Release(string id) => Find(id)?.Release();

    /// <summary>Completes when this number of matching requests has arrived; past ones count.</summary>
    public Task WaitForRequestsAsync(
        Func<RecordedRequest, bool> match, int count = 1, CancellationToken cancellationToken = default) =>
        Log.WaitAsync(null, match, count, cancellationToken);

    /// <summary>Completes when the query endpoint has received this number of requests for the task.</summary>
    public Task WaitForQueriesAsync(string id, int count = 1, CancellationToken cancellationToken = default) =>
        Log.WaitAsync(EndpointKind.Query, request => request.TaskId == id, count, cancellationToken);

    /// <summary>Completes when the video endpoint has received this number of GETs for the task.</summary>
    public Task WaitForDownloadsAsync(string id, int count = 1, CancellationToken cancellationToken = default) =>
        Log.WaitAsync(EndpointKind.Video, request => request.TaskId == id, count, cancellationToken);

    /// <summary>Stops at once and aborts the requests in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stopping.CancelAsync();
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        RateLimit.Dispose();
        // _stopping is not disposed: a handler that is ending may still link to it, and it holds no timer.
    }

    internal EmulatorOptions Options { get; }

    internal UrlSigner Signer { get; }

    internal RequestLog Log { get; } = new();

    internal RateLimit RateLimit { get; }

    internal ConcurrencyGauge Queries { get; } = new();

    internal ConcurrencyGauge Downloads { get; } = new();

    internal CreationLog Creations { get; } = new();

    internal CancellationToken Stopping => _stopping.Token;

    internal TaskEntry? Find(string id) => _tasks.GetValueOrDefault(id);

    // Only a host's builder registers what UseHttps needs.
    private static IServiceProvider HttpsServices() => new HostBuilder()
        .ConfigureWebHost(web => web.UseKestrelCore().UseKestrelHttpsConfiguration()).Build().Services;

    private sealed class Application(Router router) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => router.RouteAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
