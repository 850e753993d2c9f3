using System.Security;
using Seedance.Http;

namespace Seedance.Api;

/// <summary>The settings of a client of the service.</summary>
public sealed record SeedanceClientOptions
{
    private static readonly string DefaultUserAgent =
        $"Seedance.Client/{typeof(SeedanceClientOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The service's base URL; see <see cref="ServiceBaseUri.Parse"/>.</summary>
    public Uri BaseUri { get; init; } = ServiceBaseUri.Default;

    /// <summary>True allows sending the key to a plain http URL of another machine. Default false.</summary>
    public bool AllowInsecureBaseUri { get; init; }

    /// <summary>The key; characters of it exist only while a request's header is made.</summary>
    public required SecureString ApiKey { get; init; }

    /// <summary>The maximum number of retries in a row; 0 for none. Default 5.</summary>
    public int MaximumRetryCount { get; init; } = 5;

    /// <summary>The upper bound of the first retry delay; it doubles up to a minute. Default 2 seconds.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time limit of one attempt of an API request. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The connections of all requests, for the service and for storage hosts. Null: those of the process, with the
    /// proxy of the environment variables or the system.
    /// </summary>
    public HttpConnections? Connections { get; init; }

    /// <summary>
    /// The User-Agent of all requests (RFC 9110, 10.1.5). Default <c>Seedance.Client/VERSION</c>.
    /// </summary>
    public string UserAgent { get; init; } = DefaultUserAgent;

    /// <summary>Limits the request rate of all clients that share it. Null: the client has its own.</summary>
    public RequestPacer? Pacer { get; init; }

    /// <summary>
    /// The keys that the service has accepted, known to all clients that share it. Null: the client has its own.
    /// </summary>
    public AcceptedKeys? AcceptedKeys { get; init; }

    /// <summary>The clock of all delays and time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
