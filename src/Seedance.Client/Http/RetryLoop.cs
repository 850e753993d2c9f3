namespace Seedance.Http;

/// <summary>Repeats an operation as a policy allows.</summary>
internal static class RetryLoop
{
    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good or has used up its retries.</summary>
    /// <exception cref="SeedanceException">The last attempt's failure.</exception>
    public static async Task<T> RunAsync<T>(
        this RetryPolicy policy, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var state = new RetryState(policy);
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

            await policy.Time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }
}
