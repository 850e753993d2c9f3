using System.Net;

namespace Seedance.Api;

/// <summary>Maps HTTP status codes of the service to failures.</summary>
internal static class StatusFailures
{
    /// <summary>The failure that an HTTP status of the service means; null for success.</summary>
    public static Failure? Of(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => Failure.RedirectRefused,
        401 => Failure.AuthenticationFailed,
        403 => Failure.AccessDenied,
        404 => Failure.TaskNotFound,
        407 => Failure.ProxyAuthenticationRequired,
        429 => Failure.RateLimited,
        408 or 409 or 425 => Failure.ServiceUnavailable,
        >= 500 => Failure.ServiceUnavailable,
        _ => Failure.RequestRejected,
    };
}
