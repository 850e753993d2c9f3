namespace Seedance.Http;

/// <summary>
/// The failures in a row of one operation. Every retry loop uses it: it decides whether there is another attempt and
/// when. A success resets it, so the number of retries is limited per streak of failures and not in total. Mutable: do
/// not copy.
/// </summary>
internal struct RetryState(RetryPolicy policy)
{
    private Failure _lastFailure;
    private int _ofLastFailure;

    /// <summary>How many attempts have failed since the last success.</summary>
    public int FailuresInARow { get; private set; }

    /// <summary>Counts a failed attempt and computes the delay before the next one.</summary>
    /// <param name="error">Why the attempt failed.</param>
    /// <param name="delay">How long to wait before the next attempt; zero when there is none.</param>
    /// <returns>False when no further attempt is allowed: the failure is final or a limit is reached.</returns>
    public bool TryGetNextDelay(SeedanceException error, out TimeSpan delay)
    {
        FailuresInARow++;
        _ofLastFailure = error.Failure == _lastFailure && FailuresInARow > 1 ? _ofLastFailure + 1 : 1;
        _lastFailure = error.Failure;
        var isAllowed = !error.IsFinal
            && FailuresInARow <= policy.MaximumRetryCount
            && !(_ofLastFailure > policy.MaximumRetriesOf(error.Failure))
            && policy.Accepts(error.RetryAfter);
        delay = isAllowed ? policy.DelayAfter(error, FailuresInARow) : TimeSpan.Zero;
        return isAllowed;
    }

    /// <summary>Forgets the failures: an attempt succeeded.</summary>
    public void Reset() => this = new RetryState(policy);
}
