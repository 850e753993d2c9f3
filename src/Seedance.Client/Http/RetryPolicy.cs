namespace Seedance.Http;

/// <summary>The limits and delays of retries. <see cref="RetryRules"/> states which failures are transient.</summary>
/// <param name="maximumRetryCount">The maximum number of retries in a row; 0 for none.</param>
/// <param name="interval">The upper bound of the first delay; it doubles with each failure in a row, up to <see cref="Backoff.Cap"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Gives numbers from 0 to 1 for the jitter; null for random ones.</param>
internal sealed class RetryPolicy(int maximumRetryCount, TimeSpan interval, TimeProvider time, Func<double>? random = null)
{
    /// <summary>
    /// A longer Retry-After fails at once with an error that says so: a shell that is silent for an hour looks dead.
    /// </summary>
    public static readonly TimeSpan MaximumRetryAfter = TimeSpan.FromMinutes(10);

    // Unattended waits last for hours: there a longer Retry-After is waited out, up to this. A header that asks for a year is an error.
    private static readonly TimeSpan MaximumRetryAfterOfWaits = TimeSpan.FromHours(1);

    private readonly Func<double> _random = random ?? Jitter.Next;

    /// <summary>The maximum number of retries in a row.</summary>
    public int MaximumRetryCount => maximumRetryCount;

    /// <summary>True when any Retry-After is accepted; one above an hour counts as an hour. False: one above ten minutes ends the retries.</summary>
    public bool AcceptsLongRetryAfter { get; private init; }

    /// <summary>The same policy for an unattended wait.</summary>
    /// <param name="maximumRetryCount">The maximum number of retries in a row.</param>
    public RetryPolicy ForWaiting(int maximumRetryCount) => new(maximumRetryCount, interval, time, _random) { AcceptsLongRetryAfter = true };

    /// <summary>A new streak of failures.</summary>
    public RetryState NewState() => new(this);

    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good or has used up its retries.</summary>
    /// <exception cref="SeedanceException">The last attempt's failure.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var state = NewState();
        while (true)
        {
            TimeSpan delay;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (SeedanceException e) when (state.TryGetNextDelay(e, out delay))
            {
            }

            await time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when the retry waits for a Retry-After of this length.</summary>
    internal bool Accepts(TimeSpan? retryAfter) => AcceptsLongRetryAfter || !(retryAfter > MaximumRetryAfter);

    /// <summary>The delay after so many failures in a row; not shorter than the accepted Retry-After.</summary>
    internal TimeSpan DelayAfter(TimeSpan? retryAfter, int failuresInARow)
    {
        if (AcceptsLongRetryAfter && retryAfter > MaximumRetryAfterOfWaits) retryAfter = MaximumRetryAfterOfWaits;
        return Backoff.Delay(interval, failuresInARow, _random(), retryAfter);
    }
}
