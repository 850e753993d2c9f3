using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Seedance.Http;

/// <summary>
/// Names the host and the issuer of a certificate that the system does not trust. It accepts nothing else than the
/// system: the API key is sent over these connections.
/// </summary>
internal static class CertificateCheck
{
    // Certificates are not trusted here: their names are of limited length in messages.
    private const int MaximumNameLength = 40;

#if NET
    /// <summary>The callback of <see cref="SocketsHttpHandler.SslOptions"/>.</summary>
    /// <exception cref="UntrustedCertificateException">The system does not trust the certificate.</exception>
    public static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var isTrusted = errors == SslPolicyErrors.None;
        if (isTrusted) return isTrusted;
        var host = sender is SslStream stream ? stream.TargetHostName : "the host";
        throw ErrorOf(host, certificate, chain, errors);
    }
#else
    private const string ErrorProperty = "Seedance.UntrustedCertificate";

    /// <summary>The callback of HttpClientHandler, which must not throw in .NET Framework.</summary>
    public static bool Validate(
        HttpRequestMessage request, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        request.Properties[ErrorProperty] = ErrorOf(request.RequestUri.Host, certificate, chain, errors);
        return false;
    }

    /// <summary>What <see cref="Validate"/> found; null when it refused no certificate.</summary>
    public static UntrustedCertificateException? ErrorOf(HttpRequestMessage request) =>
        request.Properties.TryGetValue(ErrorProperty, out var error) ? (UntrustedCertificateException)error : null;
#endif

    private static UntrustedCertificateException ErrorOf(
        string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var isIssuerUnknown = false;
        var problem = "is not trusted";
        if (certificate is null)
        {
            problem = "was not sent";
        }
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            problem = "is for another host";
        }
        else if (chain is not null)
        {
            var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
            isIssuerUnknown = (status & ~UnknownIssuer) == 0;
            problem = isIssuerUnknown ? problem
                : status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? $"is valid {Validity(certificate)}"
                : $"is not valid ({status})";
        }

        return new UntrustedCertificateException(
            ServiceText.Clean(host), certificate is null ? "unknown" : IssuerOf(certificate), problem, isIssuerUnknown);
    }

    private const X509ChainStatusFlags UnknownIssuer =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private static string Validity(X509Certificate certificate) =>
        certificate is X509Certificate2 { NotBefore: var from, NotAfter: var to }
            ? FormattableString.Invariant(
                $"from {from.ToUniversalTime():yyyy-MM-dd} to {to.ToUniversalTime():yyyy-MM-dd} only")
            : "at another time";

    private static string IssuerOf(X509Certificate certificate)
    {
        var name = (certificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, forIssuer: true) ?? "";
        if (string.IsNullOrWhiteSpace(name)) name = certificate.Issuer;
        return ServiceText.Shorten(ServiceText.Clean(name), MaximumNameLength);
    }
}
