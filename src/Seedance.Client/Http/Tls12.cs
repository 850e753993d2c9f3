using System.Net;

namespace Seedance.Http;

/// <summary>
/// Windows PowerShell starts with SSL 3.0 and TLS 1.0, which the service refuses. Only the .NET Framework build has
/// this setting.
/// </summary>
internal static class Tls12
{
    // What the operating system allows; .NET Standard has no name for it.
    private const SecurityProtocolType SystemDefault = 0;

    /// <summary>Adds TLS 1.2 to the protocols that the process allows.</summary>
    // Combined with the system's default, TLS 1.2 would be the only one allowed.
    public static SecurityProtocolType AddTo(SecurityProtocolType protocols) =>
        protocols == SystemDefault ? protocols : protocols | SecurityProtocolType.Tls12;
}
