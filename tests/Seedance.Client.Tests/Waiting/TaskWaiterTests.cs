using System.Threading.Channels;
using Seedance.Http;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>The event loop of a wait, in virtual time.</summary>
public sealed class TaskWaiterTests
{
    private readonly VirtualService _service = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_result_is_returned_as_soon_as_a_poll_finds_it()
    {
        _service.Add("slow", 290);
        _service.Add("fast", 125);

        var results = await RunAsync("slow", "fast");

        Assert.Equal(["fast", "slow"], results.Select(r => r.Result.Id));
        Assert.All(
            results, r => Assert.Equal(_service.PollsFor(r.Result.Id)[^1].TotalSeconds, r.At.TotalSeconds, 0.005));
        Assert.All(results, r => Assert.Equal(SeedanceTaskStatus.Completed, r.Result.Task!.Status));
    }

    [Fact]
    public async Task Add_id_is_polled_at_once_and_then_when_it_can_be_finished()
    {
        _service.Add("a", 130);

        await RunAsync("a");

        var polls = _service.PollsFor("a");
        Assert.Equal(TimeSpan.Zero, polls[0]);
        Assert.True(polls[1] >= TimeSpan.FromSeconds(60), $"polled again after {polls[1]}");
    }

    [Fact]
    public async Task Add_task_fetched_just_now_is_first_polled_when_it_can_be_finished()
    {
        _service.Add("a", 130);
        var waiter = _service.CreateWaiter();
        waiter.Add(_service.Fetch("a"));
        waiter.Complete();

        await _service.RunAsync(waiter);

        Assert.True(_service.PollsFor("a")[0] >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Add_task_fetched_an_hour_ago_is_polled_at_once()
    {
        _service.Add("a", 130);
        var task = _service.Fetch("a");
        _service.Time.Advance(TimeSpan.FromHours(1));
        var added = _service.Now;
        var waiter = _service.CreateWaiter(new TaskWaiterOptions { Timeout = TimeSpan.FromSeconds(60) });
        waiter.Add(task);
        waiter.Complete();

        var results = await _service.RunAsync(waiter);

        Assert.Equal(SeedanceTaskStatus.Completed, Assert.Single(results).Result.Task!.Status);
        Assert.Equal(added, Assert.Single(_service.PollsFor("a")));
    }

    [Fact]
    public async Task Add_deserialized_task_is_polled_at_once()
    {
        _service.Add("a", 130);
        var waiter = _service.CreateWaiter();
        waiter.Add(_service.Fetch("a") with { Fetched = null });
        waiter.Complete();

        await _service.RunAsync(waiter);

        Assert.Equal(TimeSpan.Zero, _service.PollsFor("a")[0]);
    }

    [Theory]
    [InlineData("seedance_2_0_pro", 175, 185)]
    [InlineData("seedance_2_0", 57, 60)]
    [InlineData("seedance_2_0_fast", 4, 6)]
    public async Task Timeout_polls_a_pending_task_once_more_just_before(
        string model, double finishedAt, double timeout)
    {
        _service.Add("a", finishedAt, model);

        var results = await RunAsync(new TaskWaiterOptions { Timeout = TimeSpan.FromSeconds(timeout) }, "a");

        Assert.Equal(SeedanceTaskStatus.Completed, Assert.Single(results).Result.Task?.Status);
        Assert.Equal(2, _service.Polls.Count);
    }

    [Fact]
    public async Task Timeout_polls_each_of_many_tasks_before_it_and_none_twice_at_the_end()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => $"video_{i}")];
        foreach (var id in ids) _service.Add(id, 100_000);

        var results = await RunAsync(new TaskWaiterOptions { Timeout = TimeSpan.FromSeconds(600) }, ids);

        Assert.Equal(1000, results.Count);
        foreach (var polls in ids.Select(_service.PollsFor))
        {
            // 1000 tasks at 50 requests per second, and the reserve of 2 seconds.
            Assert.InRange(polls[^1].TotalSeconds, 550, 599);
            Assert.InRange((polls[^1] - polls[^2]).TotalSeconds, 2, 200);
        }
    }

    [Fact]
    public async Task Timeout_polls_a_task_that_backs_off_once_more_just_before()
    {
        var task = _service.Add("a", 0);
        for (var i = 0; i < 5; i++) task.Failures.Enqueue(Failure.ServiceUnavailable);

        // Polls fail at 0, 2, 6, 14 and 30 seconds; the next one would be due at 62.
        var results = await RunAsync(new TaskWaiterOptions { Timeout = TimeSpan.FromSeconds(50) }, "a");

        Assert.Equal(SeedanceTaskStatus.Completed, Assert.Single(results).Result.Task?.Status);
    }

    [Fact]
    public async Task Add_terminal_task_is_its_own_result_without_a_poll()
    {
        var task = new VirtualTask("a").StateAt(TimeSpan.FromHours(1));
        var waiter = _service.CreateWaiter();
        waiter.Add(task);
        waiter.Complete();

        var results = await _service.RunAsync(waiter);

        Assert.Same(task, Assert.Single(results).Result.Task);
        Assert.Empty(_service.Polls);
    }

    [Fact]
    public async Task Add_same_id_three_times_polls_once_and_gives_three_results()
    {
        _service.Add("a", 0);

        var results = await RunAsync("a", "a", "a");

        Assert.Equal(["a", "a", "a"], results.Select(r => r.Result.Id));
        Assert.Single(_service.Polls);
    }

    [Fact]
    public async Task Add_same_id_with_different_states_polls_once_and_returns_each_state()
    {
        _service.Add("a", 130);
        _service.Add("failing", 0).Failures.Enqueue(Failure.RequestRejected);
        object[] states = [new(), new(), new(), new(), new()];
        var terminal = new VirtualTask("terminal").StateAt(TimeSpan.FromHours(1));
        var waiter = _service.CreateWaiter();
        waiter.Add("a", states[0]);
        waiter.Add(new VirtualTask("a") { FinishedAt = TimeSpan.FromSeconds(130) }.StateAt(TimeSpan.Zero), states[1]);
        waiter.Add("a", null);
        waiter.Add(terminal, states[2]);
        waiter.Add("failing", states[3]);
        waiter.Add("failing", states[4]);
        waiter.Complete();

        var results = await _service.RunAsync(waiter);

        Assert.Equal([states[0], states[1], null], results.Where(r => r.Result.Id == "a").Select(r => r.Result.State));
        Assert.Equal([states[2]], results.Where(r => r.Result.Id == "terminal").Select(r => r.Result.State));
        Assert.Equal([states[3], states[4]], results.Where(r => r.Result.Id == "failing").Select(r => r.Result.State));
        Assert.Single(_service.PollsFor("failing"));
        Assert.Equal(TimeSpan.Zero, Assert.Single(_service.PollsFor("a"), at => at < TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Add_while_running_and_after_the_same_id_has_finished_is_polled()
    {
        _service.Add("a", 0);
        _service.Add("b", 0);
        var waiter = _service.CreateWaiter();
        var results = Channel.CreateUnbounded<WaitResult>();
        var running = waiter.RunAsync(result => results.Writer.TryWrite(result), Cancellation);

        foreach (var id in (string[])["a", "b", "a"])
        {
            waiter.Add(id);
            Assert.Equal(id, (await results.Reader.ReadAsync(Cancellation)).Id);
        }

        waiter.Complete();
        await running;
        Assert.False(results.Reader.TryRead(out _));
        Assert.Equal(3, _service.Polls.Count);
    }

    [Fact]
    public async Task A_failed_poll_is_retried_with_backoff_and_delays_no_other_task()
    {
        var troubled = _service.Add("troubled", 0);
        for (var i = 0; i < 4; i++) troubled.Failures.Enqueue(Failure.ServiceUnavailable);
        _service.Add("sound", 0);

        var results = await RunAsync(new TaskWaiterOptions { ThrottleLimit = 1 }, "troubled", "sound");

        Assert.Equal(["sound", "troubled"], results.Select(r => r.Result.Id));
        Assert.Equal(TimeSpan.Zero, results[0].At);
        Assert.Equal([2.0, 4.0, 8.0, 16.0], Gaps("troubled"));
    }

    [Fact]
    public async Task The_backoff_never_exceeds_a_minute()
    {
        var troubled = _service.Add("a", 0);
        for (var i = 0; i < 12; i++) troubled.Failures.Enqueue(Failure.ConnectionFailed);

        await RunAsync("a");

        Assert.Equal(60, Gaps("a").Max());
    }

    [Fact]
    public async Task A_task_fails_after_the_maximum_number_of_consecutive_failures()
    {
        var troubled = _service.Add("a", 10_000);
        for (var i = 0; i < 20; i++) troubled.Failures.Enqueue(Failure.ServiceUnavailable);

        var results = await RunAsync(new TaskWaiterOptions { MaximumRetryCount = 3 }, "a");

        var error = Assert.Single(results).Result.Error!;
        Assert.Equal(4, _service.Polls.Count);
        Assert.Equal(Failure.ServiceUnavailable, error.Failure);
        Assert.Equal("a", error.TaskId);
        Assert.Contains("may still be running", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_successful_poll_resets_the_count_of_failures()
    {
        var troubled = _service.Add("a", 600);
        var options =
            new TaskWaiterOptions { MaximumRetryCount = 3, Schedule = new PollSchedule(TimeSpan.FromSeconds(30)) };
        var waiter = _service.CreateWaiter(options);
        waiter.Add("a");
        waiter.Complete();
        var running = waiter.RunAsync(_ => { }, Cancellation);
        var failures = 0;

        while (await waiter.GetSnapshotAsync(0) is { } now)
        {
            // Three failures before each success: four times the maximum in total.
            if (!now.IsIdle()) continue;
            if (troubled.Failures.Count == 0 && failures < 12 && now.NextPoll > TimeSpan.FromSeconds(25))
            {
                for (var i = 0; i < 3; i++, failures++) troubled.Failures.Enqueue(Failure.RequestTimedOut);
            }

            _service.Time.Advance(now.NextPoll!.Value + TimeSpan.FromMilliseconds(1));
        }

        await running;
        Assert.Equal(12, failures);
    }

    [Fact]
    public async Task A_final_failure_ends_the_wait_for_its_task_at_once()
    {
        _service.Add("a", 0).Failures.Enqueue(Failure.RequestRejected);

        var results = await RunAsync("a");

        Assert.Equal(Failure.RequestRejected, Assert.Single(results).Result.Error!.Failure);
        Assert.Single(_service.Polls);
    }

    [Fact]
    public async Task After_an_hour_of_system_sleep_each_task_is_polled_once()
    {
        foreach (var id in (string[])["a", "b", "c"]) _service.Add(id, 8000);
        var waiter = _service.CreateWaiter();
        foreach (var id in (string[])["a", "b", "c"]) waiter.Add(id);
        using var stop = new CancellationTokenSource();
        var running = waiter.RunAsync(_ => { }, stop.Token);
        await WaitUntilIdleAsync(waiter);
        _service.Polls.Clear();

        _service.Time.Advance(TimeSpan.FromHours(1));
        await WaitUntilIdleAsync(waiter);

        Assert.Equal(["a", "b", "c"], _service.Polls.Select(q => q.Id).Order());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_creation_time_in_the_future_does_not_stop_polling()
    {
        // A slow local clock causes a creation time in the future.
        _service.Add("future", 0).Created = TimeSpan.FromHours(3);
        _service.Add("a", 130);

        var results = await RunAsync(new TaskWaiterOptions { Timeout = TimeSpan.FromMinutes(10) }, "future", "a");

        Assert.Equal("a", results[0].Result.Id);
        Assert.Equal(Failure.WaitTimedOut, results[1].Result.Error!.Failure);
        Assert.True(_service.PollsFor("future").Count > 3);
    }

    [Fact]
    public async Task A_timeout_is_one_error_for_each_unfinished_id_with_its_last_known_status()
    {
        _service.Add("done", 130);
        _service.Add("running", 8000);
        var silent = _service.Add("silent", 8000);
        for (var i = 0; i < 100; i++) silent.Failures.Enqueue(Failure.ConnectionFailed);

        var results = await RunAsync(
            new TaskWaiterOptions { Timeout = TimeSpan.FromMinutes(5) }, "done", "running", "silent");

        Assert.Equal(["done", "running", "silent"], results.Select(r => r.Result.Id));
        Assert.All(results.Skip(1), r => Assert.Equal(Failure.WaitTimedOut, r.Result.Error!.Failure));
        Assert.All(results.Skip(1), r => Assert.Equal(300, r.At.TotalSeconds, 1.1));
        Assert.Contains("'processing'", results[1].Result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(SeedanceTaskStatus.Processing, results[1].Result.Error!.LastKnownTask!.Status);
        Assert.Contains("there was no response", results[2].Result.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("It failed.", results[2].Result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_status_value_is_one_warning_and_an_error_after_an_hour()
    {
        foreach (var id in (string[])["a", "b"]) _service.Add(id, 100_000).StatusText = "upscaling";

        var results = await RunAsync("a", "b");

        Assert.All(results, r => Assert.Equal(Failure.StatusUnknown, r.Result.Error!.Failure));
        Assert.All(results, r => Assert.True(r.At >= TimeSpan.FromHours(1)));
        Assert.Contains(
            "upscaling", Assert.Single(_service.Notices, n => n.IsWarning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnNotice_change_of_status_is_written_once_not_at_each_poll()
    {
        var task = _service.Add("a", 2000);
        var waiter = _service.CreateWaiter();
        waiter.Add("a");
        waiter.Complete();

        await _service.RunAsync(waiter);

        Assert.True(_service.Polls.Count > 10);
        Assert.Equal(2, _service.Notices.Count(n => !n.IsWarning));
        Assert.Contains("processing → completed", _service.Notices[^1].Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2000), task.DoneAt);
    }

    [Fact]
    public async Task VideoUrlExpires_is_a_day_after_the_completion_was_seen()
    {
        _service.Add("seen", 130);
        _service.Add("done before", 0);

        var results = await RunAsync("seen", "done before");

        var seen = results.Single(r => r.Result.Id == "seen");
        Assert.Equal(
            VirtualService.Start + seen.At + TimeSpan.FromDays(
                1), seen.Result.Task!.VideoUrlExpires!.Value, TimeSpan.FromSeconds(1));
        Assert.Null(results.Single(r => r.Result.Id == "done before").Result.Task!.VideoUrlExpires);
    }

    [Theory]
    [InlineData("seedance_2_0", 120, 300, 20)]
    [InlineData("seedance_2_0_fast", 60, 180, 10)]
    public async Task Ten_thousand_tasks_need_few_polls_and_short_delays(
        string model, int shortest, int longest, int pace)
    {
        const int count = 10_000;
        var random = new Random(2026);
        var tasks = new Dictionary<string, VirtualTask>();
        for (var i = 0; i < count; i++)
            tasks.Add(
                $"video_{i}", _service.Add($"video_{i}", shortest + random.NextDouble() * (longest - shortest), model));

        var results = await RunAsync([.. tasks.Keys]);

        Assert.Equal(count, results.Select(r => r.Result.Id).Distinct().Count());
        // The requests of a fixed interval of 40 s and the delay of one of 20 s.
        var ofFixed40 = tasks.Values.Average(t => Math.Ceiling(t.FinishedAt.TotalSeconds / 40) + 1);
        Assert.InRange((double)_service.Polls.Count / count, 1, ofFixed40 * 1.1);
        Assert.InRange(results.Average(r => (r.At - tasks[r.Result.Id].DoneAt).TotalSeconds), 0, 10.5);
        var closest = _service.Polls.GroupBy(
            q => q.Id).Min(q => q.Zip(q.Skip(1), (one, next) => (next.At - one.At).TotalSeconds).Append(pace).Min());
        Assert.True(closest >= pace, $"two polls {closest} s apart");
    }

    [Fact]
    public async Task At_most_throttleLimit_polls_are_in_flight_and_cancellation_ends_them()
    {
        using var stop = new CancellationTokenSource();
        int inFlight = 0, most = 0, cancelled = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var allCancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiter = new TaskWaiter(
            async (_, cancellation) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inFlight));
                if (inFlight == 5) full.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    if (Interlocked.Increment(ref cancelled) == 5) allCancelled.TrySetResult();
                }

                throw new InvalidOperationException("It cannot come here.");
            },
            new Seedance.Http.RetryPolicy(
                5, TimeSpan.FromSeconds(2), _service.Time), _service.Time, new TaskWaiterOptions { ThrottleLimit = 5 });
        for (var i = 0; i < 100; i++) waiter.Add($"video_{i}");
        var running = waiter.RunAsync(_ => { }, stop.Token);
        await full.Task;
        // Twice: the loop sends due polls before it takes a snapshot, and more may become due during the first one.
        for (var i = 0; i < 2; i++) await waiter.GetSnapshotAsync(0);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(5, most);
        // The wait ends at once; its polls end later on other threads.
        await allCancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task GetSnapshotAsync_has_the_oldest_age_the_next_poll_and_the_closest_tasks()
    {
        _service.Add("young", 250);
        _service.Add("old", 250).Created = TimeSpan.FromSeconds(-100);
        var waiter = _service.CreateWaiter();
        waiter.Add("young");
        waiter.Add("old");
        using var stop = new CancellationTokenSource();
        var running = waiter.RunAsync(_ => { }, stop.Token);
        await WaitUntilIdleAsync(waiter);

        var snapshot = (await waiter.GetSnapshotAsync(maximumTasks: 1))!;

        Assert.Equal(2, snapshot.Waiting);
        Assert.Equal(100, snapshot.OldestAge.TotalSeconds, 0.1);
        Assert.InRange(snapshot.NextPoll!.Value.TotalSeconds, 20, 60);
        Assert.Equal("old", Assert.Single(snapshot.ClosestToDone).Id);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(await waiter.GetSnapshotAsync(1));
    }

    private Task<IReadOnlyList<(WaitResult Result, TimeSpan At)>> RunAsync(params string[] ids) =>
        RunAsync(new TaskWaiterOptions(), ids);

    private Task<IReadOnlyList<(
        WaitResult Result, TimeSpan At)>> RunAsync(TaskWaiterOptions options, params string[] ids)
    {
        var waiter = _service.CreateWaiter(options);
        foreach (var id in ids) waiter.Add(id);
        waiter.Complete();
        return _service.RunAsync(waiter);
    }

    private static async Task WaitUntilIdleAsync(TaskWaiter waiter)
    {
        while (await waiter.GetSnapshotAsync(0) is { } snapshot && !snapshot.IsIdle())
        {
        }
    }

    // The times between polls in whole seconds: the clock advances to a millisecond after the due time.
    private double[] Gaps(string id)
    {
        var polls = _service.PollsFor(id);
        return [.. polls.Zip(polls.Skip(1), (one, next) => Math.Floor((next - one).TotalSeconds))];
    }
}
