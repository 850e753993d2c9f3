using System.Net;

namespace Seedance.Http;

/// <summary>Recognizes failures before the first byte of a request was sent.</summary>
internal static class ConnectFailures
{
    /// <summary>
    /// True for a failed name resolution, a refused connection, a connect timeout, a failed TLS handshake and a failed
    /// proxy tunnel.
    /// </summary>
    public static bool IsOne(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
#if NET
            if (exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
                return true;
#else
            if (exception is WebException
                {
                    Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                        or WebExceptionStatus.ConnectFailure or WebExceptionStatus.TrustFailure
                        or WebExceptionStatus.SecureChannelFailure,
                })
                return true;
#endif
        }

        return false;
    }
}
