namespace Seedance.Http;

/// <summary>
/// The delay before a retry: exponential with full jitter, so that many clients do not retry at the same time.
/// </summary>
internal static class Backoff
{
    /// <summary>The maximum delay, unless the service requests a longer one.</summary>
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(60);

    /// <summary>The delay before the next attempt.</summary>
    /// <param name="interval">The upper bound of the first delay.</param>
    /// <param name="failures">The number of attempts that have failed in a row, from 1.</param>
    /// <param name="random">A number from 0 to 1.</param>
    /// <param name="retryAfter">The minimum delay that the service requested; null for none.</param>
    public static TimeSpan Delay(TimeSpan interval, int failures, double random, TimeSpan? retryAfter)
    {
        var bound = Math.Min(Cap.TotalSeconds, interval.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        var delay = TimeSpan.FromSeconds(bound * random);
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}
