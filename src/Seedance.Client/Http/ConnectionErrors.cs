using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Seedance.Http;

/// <summary>Recognizes what a proxy or a certificate has to do with an exception of the HTTP stack.</summary>
internal static class ConnectionErrors
{
    // The runtime of PowerShell 7.4 states the status in the text alone.
    private static readonly Regex TunnelStatus = new(
        @"^The proxy tunnel request .* failed with status code '(\d{3})'", RegexOptions.CultureInvariant);

    /// <summary>The failure that a proxy or a certificate caused; null for any other exception.</summary>
    /// <param name="exception">What the stack threw, a cancellation at the time limit of connecting included.</param>
    /// <param name="request">The request.</param>
    /// <param name="connections">The connections that it used.</param>
    /// <param name="what">What the request is for, such as <c>task 'video_1'</c>.</param>
    /// <param name="taskId">The task.</param>
    public static SeedanceException? Find(
        Exception exception, HttpRequestMessage request, HttpConnections connections, string what, string taskId)
    {
        var uri = request.RequestUri!;
#if NET
        var untrusted = UntrustedCertificateOf(exception);
#else
        var untrusted = CertificateCheck.ErrorOf(request);
#endif
        if (untrusted is { } certificate)
            return new SeedanceException(
                Failure.CertificateUntrusted,
                $"{char.ToUpperInvariant(what[0])}{what.Substring(1)}: {certificate.Message}", taskId, certificate);
        if (connections.RouteTo(uri) is not { } route) return null;
        if (TunnelStatusOf(exception) is { } status)
            return ProxyErrors.Rejected(status, route, uri.Host, what, taskId);
        if (exception is OperationCanceledException)
            return ProxyErrors.Unreachable(route, what, taskId, "not established in time.");
        return ConnectFailures.IsProxyUnreachable(exception)
            ? ProxyErrors.Unreachable(route, what, taskId, ServiceText.Clean(Innermost(exception).Message))
            : null;
    }

    /// <summary>The exception at the end of the chain of causes, which is the most specific.</summary>
    public static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception;
    }

    private static HttpStatusCode? TunnelStatusOf(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
#if NET
            if (e is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status,
                })
                return status;
#endif
            if (TunnelStatus.Match(e.Message) is { Success: true } match)
                return (HttpStatusCode)int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        return null;
    }

#if NET
    private static UntrustedCertificateException? UntrustedCertificateOf(Exception? exception)
    {
        while (exception is not (null or UntrustedCertificateException)) exception = exception.InnerException;
        return (UntrustedCertificateException?)exception;
    }
#endif
}
