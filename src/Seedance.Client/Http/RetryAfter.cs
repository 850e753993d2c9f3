namespace Seedance.Http;

/// <summary>Reads the header by which a server says when to come back.</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait, whether it says so in seconds or as a date; null when it does not, or the moment has passed.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time that a date is compared with (UTC).</param>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date - now);
        return delay > TimeSpan.Zero ? delay : null;
    }
}
