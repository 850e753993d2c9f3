namespace Seedance.Http;

/// <summary>Repeats an attempt while its failure is transient, in the manner of <see cref="FailureTable"/>.</summary>
internal sealed class RetryPolicy(int maximumRetryCount, TimeSpan interval, TimeProvider time, Func<double>? random = null)
{
    /// <summary>
    /// Who is asked to wait longer than this is told so at once and not held up: a shell that is silent for an hour looks dead.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Func<double> _random = random ?? Jitter.Next;

    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good or has used up its retries.</summary>
    /// <exception cref="SeedanceException">The last attempt's failure.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var failures = new FailureStreak();
        while (true)
        {
            TimeSpan pause;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (SeedanceException e) when (IsWorthAnother(e, ref failures))
            {
                pause = PauseAfter(e, failures.Count);
            }

            await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long to wait after a failure, when so many have failed in a row.</summary>
    public TimeSpan PauseAfter(SeedanceException failure, int failures) =>
        Backoff.Delay(interval, failures, _random(), failure.RetryAfter);

    private bool IsWorthAnother(SeedanceException e, ref FailureStreak failures)
    {
        failures.Add(e.Failure);
        return failures.MayRetry(maximumRetryCount) && !(e.RetryAfter > LongestPause);
    }
}
