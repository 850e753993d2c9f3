namespace Seedance.Http;

/// <summary>Reads the Retry-After header (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>
    /// The delay that the server requests, in seconds or until a date; null for none or a date in the past.
    /// A date is compared with the response's own Date header: the local clock may be wrong by minutes.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="now">The local time (UTC), for a response without a Date header.</param>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date - (response.Headers.Date ?? now));
        return delay > TimeSpan.Zero ? delay : null;
    }
}
