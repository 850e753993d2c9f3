using Seedance.Api;
using Seedance.Creating;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Creating;

/// <summary>Creates tasks over real HTTP: each fault of the service and the network, and the run after it.</summary>
public sealed class TaskCreatorTests : CreatorTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("envelope")]
    [InlineData("accepted")]
    [InlineData("close")]
    public async Task Create_returns_the_task_and_its_id_is_on_disk(string? fault)
    {
        if (fault is not null) Fault = (_, _) => Seedance.Emulator.Fault.Of(fault);

        var task = await CreateAsync(Creator(), "row 1", "a cat");

        Assert.Equal(Emulator.CreatedTasks.Single().Id, task.Id);
        Assert.Equal(SeedanceTaskStatus.Queued, task.Status);
        Assert.Equal(("row 1", "a cat", Body().Json), (task.Key, task.Prompt, task.Request));
        var entry = Open().FindTask(task.Id)!;
        Assert.Equal((CreationState.Created, "row 1"), (entry.State, entry.Key));
    }

    [Theory]
    [InlineData("response-lost", null, Failure.CreationUnknown, 1)]
    [InlineData("reset", null, Failure.CreationUnknown, 0)]
    [InlineData("status-after-creation", "500", Failure.CreationUnknown, 1)]
    [InlineData("status-after-creation", "504", Failure.CreationUnknown, 1)]
    [InlineData("status", "500", Failure.CreationUnknown, 0)]
    [InlineData("status", "503:1", Failure.CreationUnknown, 0)]
    [InlineData("status", "408", Failure.CreationUnknown, 0)]
    [InlineData("status", "409", Failure.CreationUnknown, 0)]
    [InlineData("half-body", null, Failure.CreationUnknown, 1)]
    [InlineData("no-id", null, Failure.CreationUnknown, 1)]
    [InlineData("empty", null, Failure.CreationUnknown, 1)]
    [InlineData("html", null, Failure.CreationUnknown, 1)]
    [InlineData("code", "500:busy", Failure.CreationUnknown, 0)]
    [InlineData("redirect", "303", Failure.CreationUnknown, 1)]
    [InlineData("redirect", "307", Failure.RedirectRefused, 0)]
    [InlineData("rejected", null, Failure.RequestRejected, 0)]
    [InlineData("code", "422:no", Failure.RequestRejected, 0)]
    [InlineData("login-refused", null, Failure.AuthenticationFailed, 0)]
    [InlineData("status", "401", Failure.AuthenticationFailed, 0)]
    [InlineData("status", "402", Failure.RequestRejected, 0)]
    [InlineData("status", "403", Failure.AccessDenied, 0)]
    [InlineData("status", "404", Failure.EndpointNotFound, 0)]
    public async Task Each_fault_is_one_request_and_is_recorded_by_what_is_certain(
        string fault, string? argument, Failure expected, int creations)
    {
        Fault = (_, request) => request == 1 ? Seedance.Emulator.Fault.Of(fault, argument: argument) : null;

        var error = await Assert.ThrowsAsync<SeedanceException>(() => CreateAsync(Creator(), "row 1"));

        Assert.Equal(expected, error.Failure);
        Assert.Equal("row 1", error.TaskId);
        Assert.Contains("'row 1'", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, creations), (Requests, Emulator.CountCreations("row 1")));
        var isUnknown = expected == Failure.CreationUnknown;
        Assert.Equal(isUnknown ? CreationState.Unknown : CreationState.Rejected, StateOf("row 1"));

        // The next run repeats only requests that were certainly not accepted.
        if (isUnknown)
        {
            var again = await Assert.ThrowsAsync<SeedanceException>(() => CreateAsync(Creator(), "row 1"));
            Assert.Equal(Failure.CreationUnknown, again.Failure);
            Assert.Equal(1, Requests);
            await CreateAsync(Creator(resubmit: true), "row 1");
        }
        else
        {
            await CreateAsync(Creator(), "row 1");
        }

        Assert.Equal((2, creations + 1), (Requests, Emulator.CountCreations("row 1")));
        Assert.Equal(CreationState.Created, StateOf("row 1"));
    }

    [Fact]
    public async Task Create_connection_reset_before_the_body_is_read_is_unknown()
    {
        ResetBeforeBody = number => number == 1;
        var error = await Assert.ThrowsAsync<SeedanceException>(() => CreateAsync(Creator(), "a"));
        Assert.Equal(Failure.CreationUnknown, error.Failure);
        Assert.Equal(1, Requests);
    }

    [Fact]
    public async Task Create_without_a_response_is_unknown_after_the_time_limit()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("hang");
        var creating = CreateAsync(Creator(), "a");
        await Emulator.WaitForCreationsAsync(1, Cancellation);
        while (Emulator.CountCreations("a") == 0) await Task.Yield();
        Time.Advance(Api.ServiceTest.RequestTimeout);

        var error = await Assert.ThrowsAsync<SeedanceException>(() => creating);
        Assert.Equal(Failure.CreationUnknown, error.Failure);
        Assert.Contains("30 seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(CreationState.Unknown, StateOf("a"));
    }

    [Theory]
    [InlineData("status", "429")]
    [InlineData("status", "429:2")]
    [InlineData("status", "429:date")]
    [InlineData("concurrency-limit", null)]
    [InlineData("code", "429:slowly")]
    public async Task Create_429_is_retried_after_a_delay(string fault, string? argument)
    {
        Fault = (_, request) => request <= 2 ? Seedance.Emulator.Fault.Of(fault, argument: argument) : null;
        var creating = CreateAsync(Creator(), "a");
        await Time.PausesOfAsync(creating);

        Assert.Equal(Emulator.CreatedTasks.Single().Id, (await creating).Id);
        Assert.Equal((3, 1), (Requests, Emulator.CountCreations("a")));
    }

    [Fact]
    public async Task Create_only_429_responses_is_recorded_as_not_accepted()
    {
        Fault = (_, request) => request <= 3 ? Seedance.Emulator.Fault.Of("concurrency-limit") : null;
        var creating = CreateAsync(Creator(), "a");
        await Time.PausesOfAsync(creating);

        var error = await Assert.ThrowsAsync<SeedanceException>(() => creating);
        Assert.Equal(Failure.CreationNotSent, error.Failure);
        Assert.Contains("Too many tasks are running.", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, CreationState.Rejected), (Requests, StateOf("a")));
        await CreateAsync(Creator(), "a");
    }

    [Theory]
    [InlineData("http", "")]
    [InlineData("https", "emulator")]
    public async Task Create_without_a_connection_is_retried_and_recorded_as_not_sent(string scheme, string server)
    {
        // A port on which nothing listens; a server that does not know TLS.
        if (server.Length == 0) await Emulator.DisposeAsync();
        var creating =
            CreateAsync(Creator(baseUri: new Uri($"{scheme}://{Emulator.Origin.Authority}/kyyReactApiServer")), "a");

        Assert.Equal(2, (await Time.PausesOfAsync(creating)).Count);
        var error = await Assert.ThrowsAsync<SeedanceException>(() => creating);
        Assert.Equal(Failure.CreationNotSent, error.Failure);
        Assert.Equal(CreationState.Rejected, StateOf("a"));
    }

    [Fact]
    public async Task Create_cancelled_in_flight_is_unknown()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("hold");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var creating = Creator().CreateAsync("a", Body("a"), stop.Token);
        await Emulator.WaitForCreationsAsync(1, Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);
        Assert.Equal(CreationState.Unknown, StateOf("a"));
    }

    [Fact]
    public async Task Create_cancelled_between_attempts_is_recorded_as_not_sent()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("status", argument: "429:60");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var creating = Creator().CreateAsync("a", Body("a"), stop.Token);
        await Time.NextPauseAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);
        Assert.Equal(CreationState.Rejected, StateOf("a"));
    }

    [Fact]
    public async Task Two_rows_with_one_key_are_one_request_and_one_task()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("hold");
        var creator = Creator();
        var both = Task.WhenAll(CreateAsync(creator, "a"), CreateAsync(creator, "a"));
        await Emulator.WaitForCreationsAsync(1, Cancellation);
        Emulator.ReleaseCreations();

        Assert.Single((await both).Select(t => t.Id).Distinct());
        Assert.Equal(1, Requests);
    }

    [Fact]
    public async Task An_API_key_refused_ten_times_is_not_sent_a_hundred_times()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("login-refused");
        var creator = Creator();
        for (var i = 0; i < 30; i++)
        {
            var error = await Assert.ThrowsAsync<SeedanceException>(() => CreateAsync(creator, $"row {i}"));
            Assert.Equal(Failure.AuthenticationFailed, error.Failure);
        }

        Assert.Equal(10, Requests);
        Assert.Equal(10, Open().Entries().Count);
    }

    [Fact]
    public async Task The_second_run_returns_the_recorded_task_without_a_request()
    {
        var first = await CreateAsync(Creator(), "a");
        var second = await CreateAsync(Creator(), "a");
        Assert.Equal((first.Id, "a", "a", 1), (second.Id, second.Key, second.Prompt, Requests));
        Assert.False(second.IsTerminal);

        await Open().RecordTerminalAsync(
            first with { Status = SeedanceTaskStatus.Failed, StatusText = "failed", Error = "no" });
        var failed = await CreateAsync(Creator(), "a");
        Assert.Equal((SeedanceTaskStatus.Failed, "no"), (failed.Status, failed.Error));
        Assert.Equal(1, Requests);
    }

    [Fact]
    public async Task Errors_of_the_second_run_contain_key_time_and_reason()
    {
        await CreateAsync(Creator(), "a");
        var conflict = await Assert.ThrowsAsync<SeedanceException>(() => CreateAsync(Creator(), "a", "another prompt"));
        Assert.Equal(Failure.KeyConflict, conflict.Failure);
        Assert.Matches(@"\(?at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", conflict.Message);

        var budget = await Assert
            .ThrowsAsync<SeedanceException>(() => CreateAsync(Creator(maximumTokens: 108_900 + 108_899), "b"));
        Assert.Equal(Failure.BudgetReached, budget.Failure);
        Assert.Contains("needs 108,900 tokens, and 108,899 are left", budget.Message, StringComparison.Ordinal);
        Assert.Equal(1, Requests);
    }

    [Fact(Skip = "Windows does not delete a file that is open.", SkipWhen = nameof(IsWindows))]
    public async Task A_task_that_cannot_be_recorded_is_an_error_with_its_id()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("hold");
        var creating = CreateAsync(Creator(), "a");
        await Emulator.WaitForCreationsAsync(1, Cancellation);
        File.Delete(JournalPath);
        Emulator.ReleaseCreations();

        var error = await Assert.ThrowsAsync<SeedanceException>(() => creating);
        Assert.Equal((Failure.JournalFailed, Emulator.CreatedTasks.Single().Id), (error.Failure, error.TaskId));
        Assert.Contains(error.TaskId!, error.Message, StringComparison.Ordinal);
    }
}
