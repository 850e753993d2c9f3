using Seedance.Http;

namespace Seedance.Client.Tests.Http;

public sealed class FailureStreakTests
{
    [Fact]
    public void What_is_limited_is_failures_in_a_row()
    {
        var streak = new FailureStreak();
        for (var i = 0; i < 100; i++)
        {
            streak.Add(Failure.ServiceUnavailable);
            Assert.True(streak.MayRetry(2));
            streak.Add(Failure.ConnectionFailed);
            Assert.True(streak.MayRetry(2));
            streak.Reset();
            Assert.Equal(0, streak.Count);
        }
    }

    [Fact]
    public void One_more_than_the_callers_limit_in_a_row_is_too_many()
    {
        var streak = new FailureStreak();
        foreach (var failure in (Failure[])[Failure.ServiceUnavailable, Failure.ConnectionFailed, Failure.RateLimited])
        {
            Assert.True(streak.MayRetry(3));
            streak.Add(failure);
        }

        Assert.True(streak.MayRetry(3));
        streak.Add(Failure.ServiceUnavailable);
        Assert.False(streak.MayRetry(3));
    }

    [Fact]
    public void A_kind_with_a_limit_of_its_own_is_given_up_even_when_the_caller_is_patient()
    {
        var streak = new FailureStreak();
        for (var i = 0; i < 3; i++) streak.Add(Failure.TaskNotFound);
        Assert.True(streak.MayRetry(100));
        streak.Add(Failure.TaskNotFound);
        Assert.False(streak.MayRetry(100));
    }

    [Fact]
    public void Another_kind_in_between_starts_the_limit_of_a_kind_anew()
    {
        var streak = new FailureStreak();
        for (var i = 0; i < 3; i++) streak.Add(Failure.TaskNotFound);
        streak.Add(Failure.ServiceUnavailable);
        streak.Add(Failure.TaskNotFound);
        Assert.True(streak.MayRetry(100));
        Assert.Equal(5, streak.Count);
    }

    [Fact]
    public void A_final_failure_is_never_repeated()
    {
        var streak = new FailureStreak();
        streak.Add(Failure.AccessDenied);
        Assert.False(streak.MayRetry(100));
    }
}
