namespace Seedance.Http;

/// <summary>The limits and delays of retries. <see cref="RetryRules"/> states which failures are transient.</summary>
/// <param name="maximumRetryCount">The maximum number of retries in a row; 0 for none.</param>
/// <param name="interval">The upper bound of the first delay; it doubles with each failure in a row, up to <see
/// cref="Backoff.Cap"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Gives numbers from 0 to 1 for the jitter; null for random ones.</param>
internal sealed class RetryPolicy(
    int maximumRetryCount, TimeSpan interval, TimeProvider time, Func<double>? random = null)
{
    /// <summary>
    /// A longer Retry-After fails at once with an error that states it: an interactive shell must not be silent for an
    /// hour.
    /// </summary>
    public static readonly TimeSpan MaximumRetryAfter = TimeSpan.FromMinutes(10);

    // Unattended waits last for hours: there a longer Retry-After is waited out, up to this. A header that asks for a
    // year is an error.
    private static readonly TimeSpan MaximumRetryAfterOfWaits = TimeSpan.FromHours(1);

    // A new task is unknown for some seconds. Without a minimum delay all retries could fall into the first second.
    private static readonly TimeSpan MinimumNotFoundInterval = TimeSpan.FromSeconds(2);

    // With that interval, half of which is the minimum: 1 + 2 + 4 + 8 + 16 seconds at least.
    private const int NotFoundRetriesOfWaits = 5;

    private readonly Func<double> _random = random ?? Jitter.Next;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The maximum number of retries in a row.</summary>
    public int MaximumRetryCount => maximumRetryCount;

    /// <summary>
    /// True for unattended waits: any Retry-After is accepted, and one above an hour counts as an hour; an unknown task
    /// is requested more often. False: a Retry-After above ten minutes ends the retries.
    /// </summary>
    public bool IsForWaiting { get; private init; }

    /// <summary>The same policy for an unattended wait.</summary>
    /// <param name="maximumRetryCount">The maximum number of retries in a row.</param>
    public RetryPolicy ForWaiting(int maximumRetryCount) =>
        new(maximumRetryCount, interval, time, _random) { IsForWaiting = true };

    /// <summary>
    /// The maximum number of retries in a row after this failure; null where <see cref="MaximumRetryCount"/> alone
    /// counts.
    /// </summary>
    internal int? MaximumRetriesOf(Failure failure) =>
        IsForWaiting && failure == Failure.TaskNotFound ? NotFoundRetriesOfWaits : RetryRules.MaximumRetriesOf(failure);

    /// <summary>True when the retry waits for a Retry-After of this length.</summary>
    internal bool Accepts(TimeSpan? retryAfter) => IsForWaiting || !(retryAfter > MaximumRetryAfter);

    /// <summary>The delay after so many failures in a row; not shorter than the accepted Retry-After.</summary>
    internal TimeSpan DelayAfter(SeedanceException error, int failuresInARow)
    {
        var retryAfter = error.RetryAfter;
        if (IsForWaiting && retryAfter > MaximumRetryAfterOfWaits) retryAfter = MaximumRetryAfterOfWaits;
        if (error.Failure != Failure.TaskNotFound)
            return Backoff.Delay(interval, failuresInARow, _random(), retryAfter);
        var notFoundInterval = interval > MinimumNotFoundInterval ? interval : MinimumNotFoundInterval;
        return Backoff.Delay(notFoundInterval, failuresInARow, 0.5 + _random() / 2, retryAfter);
    }
}
