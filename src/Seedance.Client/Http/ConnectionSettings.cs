using System.Net;

namespace Seedance.Http;

/// <summary>How connections are made.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>
    /// A connection is not used for longer: a process that waits for hours must notice when a host name resolves to
    /// another address.
    /// </summary>
    public TimeSpan PooledConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time limit of all addresses of a host, a proxy's tunnel and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Resolves a host name to its addresses.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = ResolveBySystemAsync;

    /// <summary>The clock of the delays between the addresses of a host.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

#if NET
    private static Task<IPAddress[]> ResolveBySystemAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
#else
    private static Task<IPAddress[]> ResolveBySystemAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host);
#endif
}
