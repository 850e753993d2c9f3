using Seedance.Http;

namespace Seedance.Client.Tests.Http;

public sealed class RetryStateTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Only_failures_in_a_row_are_limited()
    {
        var state = StateWith(maximumRetryCount: 2);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(MayRetry(ref state, Failure.ServiceUnavailable));
            Assert.True(MayRetry(ref state, Failure.ConnectionFailed));
            state.Reset();
            Assert.Equal(0, state.FailuresInARow);
        }
    }

    [Fact]
    public void TryGetNextDelay_one_failure_above_the_callers_limit_ends_the_retries()
    {
        var state = StateWith(maximumRetryCount: 3);
        foreach (var failure in (Failure[])[Failure.ServiceUnavailable, Failure.ConnectionFailed, Failure.RateLimited])
            Assert.True(MayRetry(ref state, failure));

        Assert.False(MayRetry(ref state, Failure.ServiceUnavailable));
    }

    [Fact]
    public void TryGetNextDelay_failure_with_its_own_limit_ends_before_the_callers_limit()
    {
        var state = StateWith(maximumRetryCount: 100);
        for (var i = 0; i < 3; i++) Assert.True(MayRetry(ref state, Failure.TaskNotFound));
        Assert.False(MayRetry(ref state, Failure.TaskNotFound));
    }

    [Fact]
    public void Another_failure_in_between_restarts_the_limit_of_a_kind()
    {
        var state = StateWith(maximumRetryCount: 100);
        for (var i = 0; i < 3; i++) Assert.True(MayRetry(ref state, Failure.TaskNotFound));
        Assert.True(MayRetry(ref state, Failure.ServiceUnavailable));
        Assert.True(MayRetry(ref state, Failure.TaskNotFound));
        Assert.Equal(5, state.FailuresInARow);
    }

    [Fact]
    public void TryGetNextDelay_final_failure_is_never_repeated()
    {
        var state = StateWith(maximumRetryCount: 100);
        Assert.False(MayRetry(ref state, Failure.AccessDenied));
    }

    private static bool MayRetry(ref RetryState state, Failure failure) =>
        state.TryGetNextDelay(new SeedanceException(failure, ""), out _);

    private RetryState StateWith(int maximumRetryCount) =>
        new(new RetryPolicy(maximumRetryCount, TimeSpan.FromSeconds(2), _time));
}
