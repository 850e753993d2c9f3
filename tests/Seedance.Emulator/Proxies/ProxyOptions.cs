namespace Seedance.Emulator.Proxies;

/// <summary>How a proxy is set up.</summary>
public sealed record ProxyOptions
{
    /// <summary>
    /// The user name and password that it requires by Basic authentication, as <c>user:password</c>; null for none.
    /// </summary>
    public string? Credentials { get; init; }

    /// <summary>The status with which it refuses every tunnel and request; null to connect.</summary>
    public int? RejectionStatus { get; init; }

    /// <summary>The address of each host, as <c>host:port</c>; null to use the request's own.</summary>
    public string? Target { get; init; }
}
