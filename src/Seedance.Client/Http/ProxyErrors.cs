using System.Net;

namespace Seedance.Http;

/// <summary>
/// The failures of proxies. None has the stack's own exception as its cause: the one of a rejected tunnel quotes the
/// proxy's URL with its password.
/// </summary>
internal static class ProxyErrors
{
    /// <summary>A proxy rejected a request or a tunnel.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="route">The proxy; null when it is not known.</param>
    /// <param name="host">The host of the request.</param>
    /// <param name="what">What the request is for, such as <c>task 'video_1'</c>.</param>
    /// <param name="taskId">The task.</param>
    public static SeedanceException Rejected(
        HttpStatusCode status, ProxyRoute? route, string host, string what, string taskId)
    {
        var proxy = route is null ? "A proxy" : $"The proxy {route.Address}";
        if (status == HttpStatusCode.ProxyAuthenticationRequired)
        {
            var text = route?.CredentialSource is { } source
                ? $"refused the user name and password of {source}"
                : $"{In(route)}requires a user name and password";
            return new SeedanceException(
                Failure.ProxyAuthenticationRequired, $"{proxy} {text} for {what} (HTTP 407).", taskId)
            {
                StatusCode = status,
            };
        }

        return new SeedanceException(
            Failure.ProxyFailed,
            $"{proxy} {In(route)}did not connect to {host} for {what} (HTTP {(int)status}).", taskId)
        {
            StatusCode = status,
            // A proxy that forbids the host does so again. 408 and 429 pass.
            IsFinal = (int)status is >= 400 and < 500 and not (408 or 429),
        };
    }

    /// <summary>There is no connection to the proxy, or none through it.</summary>
    public static SeedanceException Unreachable(ProxyRoute route, string what, string taskId, string reason) => new(
        Failure.ProxyFailed,
        $"No connection through the proxy {route.Address} {In(route)}for {what}: {reason}", taskId);

    private static string In(ProxyRoute? route) => route is null ? "" : $"({route.Source}) ";
}
