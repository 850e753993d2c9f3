namespace Seedance.Emulator.Proxies;

/// <summary>A request as it arrived at a proxy.</summary>
/// <param name="Method">The method; CONNECT for a tunnel.</param>
/// <param name="Target">The target: a URL, or <c>host:port</c> of a tunnel.</param>
/// <param name="Head">The whole head.</param>
/// <param name="Status">The status with which the proxy refused it; null when it passed it on.</param>
public sealed record ProxiedRequest(string Method, string Target, string Head, int? Status);
