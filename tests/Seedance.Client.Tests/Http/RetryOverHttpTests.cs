using System.Net;
using Microsoft.Extensions.Time.Testing;
using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Http;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Http;

/// <summary>Retries over real HTTP in virtual time: which failures, how often and when.</summary>
public sealed class RetryOverHttpTests : ServiceTest
{
    [Fact]
    public async Task GetTaskAsync_500_when_the_task_completes_is_retried()
    {
        var id = Add(Fault.Of("status", 5, "500"));
        Assert.Equal(
            SeedanceTaskStatus.Completed, (await RunAsync(Client(retries: 5).GetTaskAsync(id, Cancellation))).Status);
        Assert.Equal(6, Emulator.CountQueries(id));
    }

    [Fact]
    public async Task Different_transient_failures_are_counted_together()
    {
        Fault[] faults =
        [
            Fault.Of("status", 1, "502"), Fault.Of("empty"), Fault.Of("html"),
            Fault.Of("reset"), Fault.Of("cut-off"), Fault.Of("status", 1, "408"),
            Fault.Of("wrong-id"), Fault.Of("broken-compression"),
        ];
        Assert.Equal(
            SeedanceTaskStatus.Completed,
            (await RunAsync(Client(retries: 8).GetTaskAsync(Add(faults), Cancellation))).Status);
        var failure = await Assert.ThrowsAsync<SeedanceException>(
            () => RunAsync(Client(retries: 7).GetTaskAsync(Add(faults), Cancellation)));
        Assert.Equal(Failure.ResponseInvalid, failure.Failure);
    }

    [Theory]
    [InlineData("429:7", 7)]
    [InlineData("503:7", 7)]
    [InlineData("429:date", 2)]
    [InlineData("503:date", 2)]
    [InlineData("429:Mon, 30 Mar 2026 02:13:04 GMT", 60)]
    [InlineData("500:7", null)]
    [InlineData("408:7", null)]
    [InlineData("403:7", null)]
    [InlineData("429", null)]
    [InlineData("429:0", null)]
    [InlineData("429:-5", null)]
    [InlineData("429:soon", null)]
    [InlineData("429:99999999999999999999", null)]
    [InlineData("429:Wed, 21 Oct 2015 07:28:00 GMT", null)]
    public async Task Retry_After_is_used_in_seconds_and_as_a_date_for_429_and_503_only(string argument, int? seconds)
    {
        var failure = await FailureOfAsync("status", argument);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, failure.RetryAfter);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task Retry_After_date_is_compared_with_the_date_of_the_response(int localClockMinutesSlow)
    {
        var id = Add(Fault.Always("status", "429:date"));
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = Emulator.BaseUri,
            ApiKey = KeyOf("emulator-key"),
            TimeProvider = new FakeTimeProvider(Time.GetUtcNow() - TimeSpan.FromMinutes(localClockMinutesSlow)),
        });

        var failure = await Assert.ThrowsAsync<SeedanceException>(() => client.QueryAsync(id, Cancellation));

        Assert.Equal(TimeSpan.FromSeconds(2), failure.RetryAfter);
    }

    [Fact]
    public async Task GetTaskAsync_does_not_repeat_before_Retry_After_has_passed()
    {
        var id = Add(Fault.Of("status", 1, "429:45"));
        var client = Client(retries: 1);
        var start = Time.GetUtcNow();
        var query = client.GetTaskAsync(id, Cancellation);
        await Emulator.WaitForQueriesAsync(id, cancellationToken: Cancellation);
        await RunAsync(query);
        Assert.InRange((Emulator.Requests[^1].At - start).TotalSeconds, 45, 50);
    }

    [Fact]
    public async Task Retry_After_delays_other_tasks_of_the_session()
    {
        var client = Client();
        await Assert.ThrowsAsync<SeedanceException>(
            () => client.QueryAsync(Add(Fault.Always("status", "429:45")), Cancellation));
        var start = Time.GetUtcNow();
        await RunAsync(client.QueryAsync(Add(), Cancellation));
        Assert.True(Time.GetUtcNow() - start >= TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task Retry_After_never_exceeds_the_timeout_of_the_caller()
    {
        var id = Add(Fault.Always("status", "503:300"));
        var waiter = new TaskWaiter(Client(), new TaskWaiterOptions { Timeout = TimeSpan.FromSeconds(20) });
        waiter.Add(id);
        waiter.Complete();
        var start = Time.GetUtcNow();
        var ended = new List<WaitResult>();
        var waiting = waiter.RunAsync(ended.Add, Cancellation);
        await Emulator.WaitForQueriesAsync(id, cancellationToken: Cancellation);
        // A snapshot is taken after the timer is set. Time that advances before would move the timer with it.
        await waiter.GetSnapshotAsync(0);
        // The timer is set to whole milliseconds, rounded up: at 20 seconds it has not elapsed yet.
        Time.Advance(TimeSpan.FromSeconds(20) + TimeSpan.FromMilliseconds(1));
        await waiting;
        Assert.Equal(Failure.WaitTimedOut, Assert.Single(ended).Error!.Failure);
        Assert.Equal(20.001, (Time.GetUtcNow() - start).TotalSeconds);
        Assert.Equal(1, Emulator.CountQueries(id));
    }

    [Fact]
    public async Task GetTaskAsync_new_task_with_404_is_retried()
    {
        var id = Add(Fault.Of("unknown", 3));
        Assert.Equal(id, (await RunAsync(Client(retries: 5).GetTaskAsync(id, Cancellation))).Id);
    }

    [Fact]
    public async Task GetTaskAsync_only_404_responses_fails_after_four_requests()
    {
        var failure = await Assert.ThrowsAsync<SeedanceException>(
            () => RunAsync(Client(retries: 100).GetTaskAsync("video_nobody", Cancellation)));
        Assert.Equal(Failure.TaskNotFound, failure.Failure);
        Assert.Equal(HttpStatusCode.NotFound, failure.StatusCode);
        Assert.Equal(4, Emulator.CountQueries("video_nobody"));
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("login-refused")]
    public async Task An_accepted_key_that_is_refused_once_is_retried(string fault)
    {
        var client = Client(retries: 5);
        await client.GetTaskAsync(Add(), Cancellation);
        var id = Add(Fault.Of(fault, 3));
        Assert.Equal(id, (await RunAsync(client.GetTaskAsync(id, Cancellation))).Id);
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("login-refused")]
    public async Task A_key_refused_at_the_first_request_is_retried_once(string fault)
    {
        var id = Add(Fault.Of(fault));
        Assert.Equal(id, (await RunAsync(Client(retries: 5).GetTaskAsync(id, Cancellation))).Id);
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("login-refused")]
    public async Task A_key_accepted_by_an_earlier_client_of_the_session_counts_as_accepted(string fault)
    {
        var accepted = new AcceptedKeys();
        await Client(acceptedKeys: accepted).GetTaskAsync(Add(), Cancellation);
        var id = Add(Fault.Of(fault, 3));

        var task = await RunAsync(Client(retries: 5, acceptedKeys: accepted).GetTaskAsync(id, Cancellation));

        Assert.Equal(id, task.Id);
    }

    [Fact]
    public async Task Another_key_of_the_session_does_not_count_as_accepted()
    {
        var accepted = new AcceptedKeys();
        await Client(acceptedKeys: accepted).GetTaskAsync(Add(), Cancellation);

        var client = Client(retries: 5, key: "wrong-key-1234", acceptedKeys: accepted);
        var failure = await Assert.ThrowsAsync<SeedanceException>(
            () => RunAsync(client.GetTaskAsync(Add(), Cancellation)));

        Assert.Equal(Failure.AuthenticationFailed, failure.Failure);
    }

    [Fact]
    public async Task A_revoked_key_is_not_sent_for_thousands_of_tasks()
    {
        var accepted = new AcceptedKeys();
        await Client(acceptedKeys: accepted).GetTaskAsync(Add(), Cancellation);
        var client = Client(retries: 5, acceptedKeys: accepted);
        for (var task = 0; task < 20; task++)
        {
            var id = Add(Fault.Always("unauthorized"));
            await Assert.ThrowsAsync<SeedanceException>(() => RunAsync(client.GetTaskAsync(id, Cancellation)));
        }

        Assert.Equal(1 + 10, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("login-refused")]
    public async Task An_accepted_key_that_stays_refused_fails_after_four_requests(string fault)
    {
        var client = Client(retries: 100);
        await client.GetTaskAsync(Add(), Cancellation);
        var id = Add(Fault.Always(fault));
        var failure = await Assert.ThrowsAsync<SeedanceException>(
            () => RunAsync(client.GetTaskAsync(id, Cancellation)));
        Assert.Equal(Failure.AuthenticationLost, failure.Failure);
        Assert.NotNull(failure.ServiceMessage);
        Assert.Equal(4, Emulator.CountQueries(id));
    }

    [Fact]
    public async Task A_key_that_was_never_accepted_is_sent_ten_times_at_most()
    {
        var client = Client(retries: 5, key: "wrong-key-1234");
        for (var task = 0; task < 20; task++)
        {
            var failure = await Assert.ThrowsAsync<SeedanceException>(
                () => RunAsync(client.GetTaskAsync(Add(), Cancellation)));
            Assert.Equal(Failure.AuthenticationFailed, failure.Failure);
            Assert.DoesNotContain("wrong-key-1234", failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(10, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("status", "400")]
    [InlineData("status", "403")]
    [InlineData("status", "422")]
    [InlineData("not-found")]
    public async Task GetTaskAsync_final_failure_is_requested_once(string fault, string? argument = null)
    {
        var id = Add(Fault.Always(fault, argument));
        await Assert.ThrowsAsync<SeedanceException>(() => Client(retries: 5).GetTaskAsync(id, Cancellation));
        Assert.Equal(1, Emulator.CountQueries(id));
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("login-refused")]
    public async Task A_refused_key_is_sent_twice(string fault)
    {
        var id = Add(Fault.Always(fault));
        await Assert.ThrowsAsync<SeedanceException>(() => RunAsync(Client(retries: 5).GetTaskAsync(id, Cancellation)));
        Assert.Equal(2, Emulator.CountQueries(id));
    }

    [Fact]
    public async Task Every_repeated_request_is_a_GET()
    {
        foreach (var fault in (string[])["reset", "html", "redirect", "login-refused", "unknown"])
            await Assert.ThrowsAsync<SeedanceException>(
                () => RunAsync(Client(retries: 2).GetTaskAsync(Add(Fault.Always(fault)), Cancellation)));
        Assert.NotEmpty(Emulator.Requests);
        Assert.All(Emulator.Requests, r => Assert.Equal("GET", r.Method));
    }

    // Advances the clock until the work has ended.
    private async Task<T> RunAsync<T>(Task<T> work)
    {
        await Time.PausesOfAsync(work);
        return await work;
    }
}
