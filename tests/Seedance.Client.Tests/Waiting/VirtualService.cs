using Microsoft.Extensions.Time.Testing;
using Seedance.Http;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>
/// The service and the clock of a simulated wait: tasks with an age at which they finish, polls that take no time, and
/// a clock that advances from one event to the next. Hours of waiting for thousands of tasks take seconds.
/// </summary>
internal sealed class VirtualService
{
    public static readonly DateTimeOffset Start = new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan SmallestStep = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LargestStep = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, VirtualTask> _tasks = new(StringComparer.Ordinal);

    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>Every poll: the id and the time since the start.</summary>
    public List<(string Id, TimeSpan At)> Polls { get; } = [];

    /// <summary>Every notice of the waiter.</summary>
    public List<WaitNotice> Notices { get; } = [];

    public TimeSpan Now => Time.GetUtcNow() - Start;

    public VirtualTask Add(string id, double finishedAt, string model = "seedance_2_0")
    {
        var task = new VirtualTask(id) { Model = model, FinishedAt = TimeSpan.FromSeconds(finishedAt) };
        _tasks.Add(id, task);
        return task;
    }

    public TaskWaiter CreateWaiter(
        TaskWaiterOptions? options = null, TimeSpan? retryInterval = null, double random = 1) =>
        new(QueryAsync, new RetryPolicy(5, retryInterval ?? TimeSpan.FromSeconds(2), Time, () => random), Time,
            (options ?? new TaskWaiterOptions()) with { OnNotice = Notices.Add });

    /// <summary>The task as a query returns it now; not counted as a poll.</summary>
    public SeedanceTask Fetch(string id) => _tasks[id].StateAt(Now) with { Fetched = Time.GetUtcNow() };

    public IReadOnlyList<TimeSpan> PollsFor(string id) => [.. Polls.Where(q => q.Id == id).Select(q => q.At)];

    /// <summary>Runs a wait to its end. Returns each result with its time since the start.</summary>
    public async Task<IReadOnlyList<(WaitResult Result, TimeSpan At)>> RunAsync(TaskWaiter waiter)
    {
        var results = new List<(WaitResult, TimeSpan)>();
        var running = waiter.RunAsync(result => results.Add((result, Now)), TestContext.Current.CancellationToken);
        // The event loop handles its messages in order: a snapshot is taken after all that was sent before.
        while (await waiter.GetSnapshotAsync(0) is { } now)
        {
            // While a poll is in flight, the clock does not advance.
            if (!now.IsIdle()) continue;
            var step = now.NextPoll!.Value;
            // Advances to the next poll. The steps are large enough for thousands of tasks and do not skip a time
            // limit.
            Time.Advance(
                step < SmallestStep
                    ? SmallestStep
                    : step > LargestStep ? LargestStep : step + TimeSpan.FromMilliseconds(1));
        }

        await running;
        return results;
    }

    private Task<SeedanceTask> QueryAsync(string id, CancellationToken cancellationToken)
    {
        Polls.Add((id, Now));
        var task = _tasks[id];
        if (task.Failures.Count > 0)
            return Task.FromException<SeedanceTask>(new SeedanceException(task.Failures.Dequeue(), "It failed.", id));
        return Task.FromResult(task.StateAt(Now));
    }
}

internal static class WaitSnapshots
{
    /// <summary>True when nothing happens before the next poll is due.</summary>
    public static bool IsIdle(this WaitSnapshot snapshot) =>
        snapshot.InFlight == 0 && snapshot.NextPoll > TimeSpan.Zero;
}

internal sealed record VirtualTask(string Id)
{
    public string Model { get; init; } = "seedance_2_0";

    /// <summary>Its age when it is finished.</summary>
    public TimeSpan FinishedAt { get; init; }

    /// <summary>When it was created, since the start.</summary>
    public TimeSpan Created { get; set; }

    /// <summary>The status value before it is finished.</summary>
    public string StatusText { get; set; } = "processing";

    /// <summary>The failures of the next polls.</summary>
    public Queue<Failure> Failures { get; } = new();

    public TimeSpan DoneAt => Created + FinishedAt;

    public SeedanceTask StateAt(TimeSpan now) => now >= DoneAt
        ? State(SeedanceTaskStatus.Completed, "completed") with { VideoUrl = "https://storage.example/video.mp4" }
        : State(StatusText == "processing" ? SeedanceTaskStatus.Processing : SeedanceTaskStatus.Unknown, StatusText);

    private SeedanceTask State(SeedanceTaskStatus status, string statusText) => new()
    {
        Id = Id,
        Model = Model,
        Status = status,
        StatusText = statusText,
        Created = VirtualService.Start + Created,
    };
}
