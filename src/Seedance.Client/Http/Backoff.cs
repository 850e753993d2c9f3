namespace Seedance.Http;

/// <summary>How long to wait before trying again: exponential, with full jitter, so that many clients do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>No pause is longer than this, unless the service asks for it.</summary>
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(60);

    /// <param name="interval">The first pause's upper bound.</param>
    /// <param name="failures">How many attempts have failed in a row, from 1.</param>
    /// <param name="random">A number from 0 to 1.</param>
    /// <param name="retryAfter">What the service asked for, if it did: never less than that.</param>
    public static TimeSpan Delay(TimeSpan interval, int failures, double random, TimeSpan? retryAfter)
    {
        var bound = Math.Min(Cap.TotalSeconds, interval.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        var delay = TimeSpan.FromSeconds(bound * random);
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}
