using System.Management.Automation;
using Seedance.Http;

namespace Seedance.PowerShell.Pipeline;

/// <summary>The proxy parameters, with the rules of Invoke-WebRequest for using them together.</summary>
internal static class ProxyParameters
{
    /// <summary>
    /// The setting that the parameters state; null without any: the environment or the system decides.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// They cannot be used together, or -Proxy is not the URL of a proxy.
    /// </exception>
    public static ProxySettings? Read(Uri? proxy, PSCredential? credential, bool useDefaultCredentials, bool noProxy)
    {
        if (noProxy)
        {
            if (proxy is null && credential is null && !useDefaultCredentials) return ProxySettings.None;
            throw new ArgumentException(
                "-NoProxy cannot be used together with -Proxy, -ProxyCredential or -ProxyUseDefaultCredentials. "
                + "Remove one of them.");
        }

        if (credential is not null && useDefaultCredentials)
            throw new ArgumentException(
                "-ProxyCredential and -ProxyUseDefaultCredentials cannot be used together. Remove one of them.");
        if (proxy is not null)
        {
            return ProxySettings.Parse(
                proxy, credential?.GetNetworkCredential(), useDefaultCredentials, "-Proxy",
                useDefaultCredentials ? "-ProxyUseDefaultCredentials" : "-ProxyCredential");
        }

        if (credential is not null || useDefaultCredentials)
            throw new ArgumentException(
                "-ProxyCredential and -ProxyUseDefaultCredentials need -Proxy. Add -Proxy with the URL of the proxy.");
        return null;
    }
}
