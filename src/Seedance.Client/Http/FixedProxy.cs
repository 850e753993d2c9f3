using System.Net;

namespace Seedance.Http;

/// <summary>
/// One proxy for every request. WebProxy would connect to hosts of this machine directly in Windows PowerShell.
/// </summary>
internal sealed class FixedProxy(Uri address, ICredentials? credentials) : IWebProxy
{
    public ICredentials? Credentials { get; set; } = credentials;

    public Uri GetProxy(Uri destination) => address;

    public bool IsBypassed(Uri host) => false;
}
