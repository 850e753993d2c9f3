namespace Seedance.Transport;

/// <summary>Repeats an attempt while its failure is transient, in the manner of <see cref="FailureTable"/>.</summary>
internal sealed class RetryPolicy(int maximumRetryCount, TimeSpan interval, TimeProvider time)
{
    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good or has used up its retries.</summary>
    /// <exception cref="SeedanceException">The last attempt's failure.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan delay;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (SeedanceException e) when (MayRetry(e, failures))
            {
                delay = Delay(e, failures);
            }

            await time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a failure may be tried again after so many failures in a row.</summary>
    public bool MayRetry(SeedanceException exception, int failures) =>
        failures <= Math.Min(maximumRetryCount, FailureTable.RuleOf(exception.Failure).Retries ?? maximumRetryCount);

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Delay(SeedanceException exception, int failures) =>
        Backoff.Delay(interval, failures, Jitter.Next(), exception.RetryAfter);
}
