using System.Net;

namespace Seedance.Http;

/// <summary>
/// Windows PowerShell starts with SSL 3.0 and TLS 1.0, which the service refuses. .NET has no such setting: this is compiled for .NET
/// Framework alone.
/// </summary>
internal static class Tls12
{
    // Whatever Windows allows; .NET Standard has no name for it.
    private const SecurityProtocolType SystemDefault = 0;

    /// <summary>Adds TLS 1.2 to what the process allows, and takes nothing away.</summary>
    // Added to the system's default, it would be the only one left.
    public static SecurityProtocolType AddTo(SecurityProtocolType protocols) =>
        protocols == SystemDefault ? protocols : protocols | SecurityProtocolType.Tls12;
}
