using Seedance.Http;

namespace Seedance.Client.Tests.Http;

public sealed class RetryPolicyTests
{
    private readonly VirtualTime _time = new();
    private int _attempts;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Failure> Failures => [.. Enum.GetValues<Failure>()];

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public async Task RunAsync_delays_double_up_to_a_minute_with_full_jitter(double random)
    {
        var pauses = await PausesAsync(Policy(retries: 8, seconds: 2, random), Failure.ServiceUnavailable);
        double[] bounds = [2, 4, 8, 16, 32, 60, 60, 60];
        Assert.Equal(bounds.Select(b => TimeSpan.FromSeconds(b * random)), pauses);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(6, 60)]
    [InlineData(1000, 60)]
    public void DelayAfter_is_distributed_from_zero_to_its_bound(int failures, double bound)
    {
        var policy = new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(2), _time);
        var pauses = Enumerable.Range(
            0, 200).Select(_ => policy.DelayAfter(
                new SeedanceException(Failure.ServiceUnavailable, ""), failures).TotalSeconds).ToArray();
        Assert.All(pauses, p => Assert.InRange(p, 0, bound));
        // Full jitter is uniform from 0 to the bound; 200 draws miss a quarter of it less than once in 10^24 runs.
        Assert.Contains(pauses, p => p < bound / 4);
        Assert.Contains(pauses, p => p > bound * 3 / 4);
    }

    [Fact]
    public async Task An_interval_of_an_hour_is_limited_too() =>
        Assert.Equal(
            [Seconds(60), Seconds(60)], await PausesAsync(
                Policy(retries: 2, seconds: 3600, random: 1), Failure.ConnectionFailed));

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task RunAsync_each_failure_is_repeated_up_to_its_own_and_the_callers_limit(Failure failure)
    {
        foreach (var retries in (int[])[0, 1, 7])
        {
            _attempts = 0;
            await PausesAsync(Policy(retries, 1, 1), failure);
            Assert.Equal(1 + Math.Min(retries, RetryRules.MaximumRetriesOf(failure) ?? retries), _attempts);
        }
    }

    [Fact]
    public async Task Retry_After_replaces_shorter_delays_only()
    {
        var policy = Policy(retries: 1, seconds: 2, random: 1);
        Assert.Equal([Seconds(90)], await PausesAsync(policy, Failure.RateLimited, retryAfter: Seconds(90)));
        Assert.Equal([Seconds(2)], await PausesAsync(policy, Failure.RateLimited, retryAfter: Seconds(1)));
    }

    [Fact]
    public async Task RunAsync_Retry_After_above_ten_minutes_ends_the_retries()
    {
        var policy = Policy(retries: 5, seconds: 2, random: 1);
        Assert.Equal(
            [Seconds(600)], (await PausesAsync(policy, Failure.ServiceUnavailable, retryAfter: Seconds(600))).Take(1));
        _attempts = 0;
        Assert.Empty(await PausesAsync(policy, Failure.ServiceUnavailable, retryAfter: Seconds(601)));
        Assert.Equal(1, _attempts);
    }

    [Theory]
    [InlineData(0.0, 2)]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 0.01)]
    public async Task RunAsync_task_not_found_waits_at_least_seven_seconds_in_all(double random, double intervalSec)
    {
        var pauses = await PausesAsync(Policy(retries: 100, intervalSec, random), Failure.TaskNotFound);

        Assert.Equal(3, pauses.Count);
        Assert.InRange(pauses.Sum(p => p.TotalSeconds), 7, 14);
    }

    [Fact]
    public void ForWaiting_task_not_found_is_repeated_for_at_least_half_a_minute()
    {
        var state = new RetryState(Policy(retries: 5, seconds: 0.01, random: 0).ForWaiting(30));
        var delays = new List<TimeSpan>();
        while (state.TryGetNextDelay(new SeedanceException(Failure.TaskNotFound, ""), out var delay)) delays.Add(delay);

        Assert.Equal([Seconds(1), Seconds(2), Seconds(4), Seconds(8), Seconds(16)], delays);
    }

    [Fact]
    public async Task RunAsync_success_ends_the_retries()
    {
        var running = Policy(retries: 5, seconds: 2, random: 1).RunAsync(
            _ => ++_attempts < 3 ? throw new SeedanceException(
                Failure.ServiceUnavailable, "") : Task.FromResult("done"), Cancellation);
        Assert.Equal([Seconds(2), Seconds(4)], await _time.PausesOfAsync(running));
        Assert.Equal("done", await running);
    }

    [Fact]
    public async Task RunAsync_cancelled_during_a_delay_ends_at_once()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = Policy(retries: 5, seconds: 2, random: 1).RunAsync<string>(
            _ => throw new SeedanceException(Failure.ServiceUnavailable, ""), enough.Token);
        Assert.False(running.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private RetryPolicy Policy(int retries, double seconds, double random) =>
        new(retries, TimeSpan.FromSeconds(seconds), _time, () => random);

    private async Task<IReadOnlyList<TimeSpan>> PausesAsync(
        RetryPolicy policy, Failure failure, TimeSpan? retryAfter = null)
    {
        var running = policy.RunAsync<int>(
            _ =>
            {
                _attempts++;
                throw new SeedanceException(failure, "") { RetryAfter = retryAfter };
            },
            Cancellation);
        var pauses = await _time.PausesOfAsync(running);
        Assert.Equal(failure, (await Assert.ThrowsAsync<SeedanceException>(() => running)).Failure);
        return pauses;
    }
}
