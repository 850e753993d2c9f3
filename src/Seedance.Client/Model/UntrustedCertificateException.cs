using System.Security.Authentication;

namespace Seedance;

/// <summary>
/// The certificate of a host, or of a proxy in its place, is not trusted. No request was sent.
/// </summary>
public sealed class UntrustedCertificateException : AuthenticationException
{
    internal UntrustedCertificateException(string host, string issuer, string problem, bool isIssuerUnknown)
        : base($"the certificate of {host}, issued by '{issuer}', {problem}.")
    {
        Host = host;
        Issuer = issuer;
        IsIssuerUnknown = isIssuerUnknown;
    }

    /// <summary>The host that the request is for.</summary>
    public string Host { get; }

    /// <summary>Who issued the certificate: the common name of its issuer, or the whole name.</summary>
    public string Issuer { get; }

    /// <summary>
    /// True when only the root certificate of the issuer is missing on this machine, as where a proxy inspects TLS.
    /// </summary>
    public bool IsIssuerUnknown { get; }
}
