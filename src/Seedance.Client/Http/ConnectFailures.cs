using System.Net;
using System.Net.Sockets;

namespace Seedance.Http;

/// <summary>Recognizes failures before the first byte of a request reached its host.</summary>
internal static class ConnectFailures
{
    /// <summary>
    /// True for a failed name resolution, a refused connection, a connect timeout, a failed TLS handshake, a failed
    /// proxy tunnel, and a proxy that passed nothing on because it requires credentials.
    /// </summary>
    public static bool IsOne(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SeedanceException
                {
                    Failure: Failure.ProxyAuthenticationRequired or Failure.ProxyFailed or Failure.CertificateUntrusted,
                })
                return true;
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

    /// <summary>
    /// True when, for a request through a proxy, there was no connection to the proxy or no tunnel: the client itself
    /// connects to nothing else and resolves no other name.
    /// </summary>
    public static bool IsProxyUnreachable(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
#if NET
            if (exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.ProxyTunnelError,
                })
                return true;
#else
            if (exception is WebException
                {
                    Status: WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.NameResolutionFailure
                        or WebExceptionStatus.ConnectFailure,
                })
                return true;
            // The netstandard2.0 build on a newer .NET.
            if (exception is SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound
                        or SocketError.HostUnreachable or SocketError.NetworkUnreachable,
                })
                return true;
#endif
        }

        return false;
    }
}
