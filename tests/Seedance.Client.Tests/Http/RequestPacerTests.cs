using Seedance.Http;

namespace Seedance.Client.Tests.Http;

public sealed class RequestPacerTests
{
    private readonly VirtualTime _time = new();
    private readonly RequestPacer _pacer;

    public RequestPacerTests() => _pacer = new RequestPacer(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void EnterAsync_without_a_429_delays_nothing()
    {
        for (var i = 0; i < 10_000; i++)
            Assert.True(_pacer.EnterAsync("a", Cancellation).AsTask().IsCompletedSuccessfully);
        Assert.Null(_pacer.RequestsPerSecond);
    }

    [Fact]
    public async Task Slow_halves_the_rate_for_all_requests()
    {
        var left = await SendAsync(100);
        _pacer.Slow(left);
        Assert.Equal(50, _pacer.RequestsPerSecond);

        var entering = Enumerable.Range(0, 5).Select(_ => _pacer.EnterAsync("a", Cancellation).AsTask()).ToArray();
        var start = _time.GetUtcNow();
        foreach (var slot in (int[])[20, 40, 60, 80, 100])
        {
            await _time.PassNextPauseAsync();
            Assert.Equal(slot, Math.Round((_time.GetUtcNow() - start).TotalMilliseconds));
            await entering[slot / 20 - 1];
        }
    }

    [Fact]
    public async Task Slow_request_sent_before_the_decrease_does_not_halve_it_again()
    {
        var left = await SendAsync(100);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 100; i++) _pacer.Slow(left);
        Assert.Equal(50, _pacer.RequestsPerSecond);
    }

    [Fact]
    public async Task Recover_request_sent_before_the_decrease_does_not_raise_the_rate()
    {
        var left = await SendAsync(100);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        _pacer.Slow(left);
        for (var i = 0; i < 100; i++) _pacer.Recover(left);
        Assert.Equal(50, _pacer.RequestsPerSecond);
    }

    [Fact]
    public async Task Slow_request_sent_at_the_new_rate_halves_it_again()
    {
        _pacer.Slow(await SendAsync(100));
        for (var i = 0; i < 60; i++) await SendOneAsync();
        _pacer.Slow(await SendOneAsync());
        Assert.InRange(_pacer.RequestsPerSecond!.Value, 20, 26);
    }

    [Fact]
    public async Task Recover_raises_the_rate_by_one_per_second_each_second()
    {
        _pacer.Slow(await SendAsync(100));
        var start = _time.GetUtcNow();
        while (_time.GetUtcNow() - start < TimeSpan.FromSeconds(10)) _pacer.Recover(await SendOneAsync());
        Assert.InRange(_pacer.RequestsPerSecond!.Value, 59, 61);

        while (_pacer.RequestsPerSecond is not null) _pacer.Recover(await SendOneAsync());
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 900, 1000);
    }

    [Fact]
    public async Task Slow_rate_never_falls_below_one_request_in_five_seconds()
    {
        for (var i = 0; i < 20; i++) _pacer.Slow(await SendOneAsync());
        Assert.Equal(0.2, _pacer.RequestsPerSecond);
        _pacer.Recover(await SendOneAsync());
        Assert.Equal(1.2, _pacer.RequestsPerSecond!.Value, 6);
    }

    [Fact]
    public async Task Close_delays_waiting_requests_and_later_ones()
    {
        _pacer.Slow(await SendAsync(2));
        var waiting = _pacer.EnterAsync("a", Cancellation).AsTask();
        _pacer.Close(TimeSpan.FromSeconds(30));
        var later = _pacer.EnterAsync("b", Cancellation).AsTask();
        var start = _time.GetUtcNow();

        await _time.PassNextPauseAsync();
        _time.Advance(TimeSpan.FromSeconds(28));
        Assert.False(waiting.IsCompleted);
        Assert.False(later.IsCompleted);
        await _time.PausesOfAsync(Task.WhenAll(waiting, later));
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Close_shorter_time_does_not_shorten_a_longer_one()
    {
        _pacer.Close(TimeSpan.FromSeconds(30));
        _pacer.Close(TimeSpan.FromSeconds(1));
        var entering = _pacer.EnterAsync("a", Cancellation).AsTask();
        Assert.Equal([TimeSpan.FromSeconds(30)], await _time.PausesOfAsync(entering));
    }

    [Fact]
    public async Task EnterAsync_closed_for_long_fails_at_once_and_states_the_end()
    {
        _pacer.Close(TimeSpan.FromMinutes(20));
        var e = await Assert.ThrowsAsync<SeedanceException>(
            async () => await _pacer.EnterAsync("video_1", Cancellation));
        Assert.Equal(Failure.RateLimited, e.Failure);
        Assert.Equal(TimeSpan.FromMinutes(20), e.RetryAfter);
        Assert.Contains("2026-03-30 02:32:04Z", e.Message, StringComparison.Ordinal);
        Assert.Contains("'video_1'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_for_a_year_counts_as_an_hour()
    {
        _pacer.Close(TimeSpan.FromDays(365));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_pacer.EnterAsync("a", Cancellation).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task EnterAsync_cancelled_returns_at_once()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _pacer.Close(TimeSpan.FromSeconds(30));
        var waiting = _pacer.EnterAsync("a", enough.Token).AsTask();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task EnterAsync_cancelled_requests_take_no_slot()
    {
        for (var i = 0; i < 20; i++) _pacer.Slow(await SendOneAsync());
        Assert.Equal(0.2, _pacer.RequestsPerSecond);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var cancelled = Enumerable.Range(
            0, 100).Select(_ => _pacer.EnterAsync("a", cancellation.Token).AsTask()).ToArray();
        await cancellation.CancelAsync();
        foreach (var entering in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);
        var start = _time.GetUtcNow();

        await SendOneAsync();

        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 0, 5.1);
    }

    [Fact]
    public async Task Recover_raises_the_rate_of_waiting_requests()
    {
        for (var i = 0; i < 20; i++) _pacer.Slow(await SendOneAsync());
        var entering = Enumerable.Range(0, 30).Select(_ => _pacer.EnterAsync("a", Cancellation).AsTask()).ToArray();
        var elapsed = TimeSpan.Zero;

        // In small steps: a timer that was replaced by an earlier one must not advance the clock.
        for (var next = 0; next < entering.Length; elapsed += TimeSpan.FromMilliseconds(10))
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            while (next < entering.Length && entering[next].IsCompleted) _pacer.Recover(await entering[next++]);
        }

        // At 0.2 requests per second it would take 150 seconds.
        Assert.InRange(elapsed.TotalSeconds, 5, 15);
    }

    [Fact]
    public async Task EnterAsync_after_cancellation_still_waits_for_a_Retry_After()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _pacer.Slow(await SendAsync(10));
        _pacer.Close(TimeSpan.FromSeconds(45));
        var cancelled = _pacer.EnterAsync("a", cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var entering = _pacer.EnterAsync("b", Cancellation).AsTask();

        _time.Advance(TimeSpan.FromSeconds(44.9));
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await entering;
    }

    [Fact]
    public async Task Close_for_long_fails_waiting_requests()
    {
        _pacer.Slow(await SendAsync(2));
        var waiting = _pacer.EnterAsync("video_1", Cancellation).AsTask();

        _pacer.Close(TimeSpan.FromMinutes(20));

        var error = await Assert.ThrowsAsync<SeedanceException>(() => waiting);
        Assert.Equal(Failure.RateLimited, error.Failure);
        Assert.Equal(TimeSpan.FromMinutes(20), error.RetryAfter);
    }

    [Fact]
    public async Task EnterAsync_with_late_timers_keeps_the_rate()
    {
        _pacer.Slow(await SendAsync(1000));
        Assert.Equal(500, _pacer.RequestsPerSecond);
        var entering = Enumerable.Range(0, 500).Select(_ => _pacer.EnterAsync("a", Cancellation).AsTask()).ToArray();
        var start = _time.GetUtcNow();

        // The timers of Windows elapse every 16 milliseconds.
        while (entering.Any(e => !e.IsCompleted)) _time.Advance(TimeSpan.FromMilliseconds(16));

        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 0.95, 1.1);
    }

    [Fact]
    public async Task Ten_thousand_requests_stay_near_an_unknown_limit()
    {
        const int Limit = 20;
        var second = 0L;
        var inSecond = 0;
        var refused = 0;
        var accepted = 0;
        DateTimeOffset? measuredFrom = null;
        for (var task = 0; task < 10_000; task++)
        {
            var left = await SendOneAsync();
            var now = _time.GetUtcNow().ToUnixTimeSeconds();
            if (now != second) (second, inSecond) = (now, 0);
            var isRefused = ++inSecond > Limit;
            if (isRefused) _pacer.Slow(left);
            else _pacer.Recover(left);
            // Without the pacer there would be two hundred requests per second.
            _time.Advance(TimeSpan.FromMilliseconds(5));
            if (task < 1000) continue;
            measuredFrom ??= _time.GetUtcNow();
            if (isRefused) refused++;
            else accepted++;
        }

        Assert.InRange(refused, 1, accepted / 10);
        Assert.InRange(accepted / (_time.GetUtcNow() - measuredFrom!.Value).TotalSeconds, Limit * 0.6, Limit);
    }

    // Sends this number of requests at the current time.
    private async Task<long> SendAsync(int count)
    {
        var left = 0L;
        for (var i = 0; i < count; i++) left = await _pacer.EnterAsync("a", Cancellation);
        return left;
    }

    // Sends one request when the pacer allows it.
    private async Task<long> SendOneAsync()
    {
        var entering = _pacer.EnterAsync("a", Cancellation).AsTask();
        await _time.PausesOfAsync(entering);
        return await entering;
    }
}
