using System.Security;
using Seedance.Http;

namespace Seedance.Api;

/// <summary>How a <see cref="SeedanceClient"/> talks to the service.</summary>
public sealed record SeedanceClientOptions
{
    /// <summary>The service's address; see <see cref="ServiceBaseUri.Parse"/>.</summary>
    public Uri BaseUri { get; init; } = ServiceBaseUri.Default;

    /// <summary>True lets the key go to a plain http address of another machine. Default false.</summary>
    public bool AllowInsecureBaseUri { get; init; }

    /// <summary>The key; characters of it exist only while a request's header is made.</summary>
    public required SecureString ApiKey { get; init; }

    /// <summary>How often in a row a failed request is repeated; 0 never. Default 5.</summary>
    public int MaximumRetryCount { get; init; } = 5;

    /// <summary>The first pause of the exponential backoff. Default 2 seconds.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one attempt of an API request may take. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Slows requests down when the service asks for it; clients that share one count as one. Null: this client has its own.</summary>
    public RequestPacer? Pacer { get; init; }

    /// <summary>The clock that all waiting goes by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
