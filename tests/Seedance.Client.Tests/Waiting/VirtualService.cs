using Microsoft.Extensions.Time.Testing;
using Seedance.Http;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>
/// The service and the clock of a simulated wait: tasks with an age at which they finish, questions that take no time, and a clock that
/// jumps from one event to the next. Hours of waiting for thousands of tasks take no longer than the decisions themselves.
/// </summary>
internal sealed class VirtualService
{
    public static readonly DateTimeOffset Start = new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan SmallestStep = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LargestStep = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, VirtualTask> _tasks = new(StringComparer.Ordinal);

    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>Every question: the id and when it was asked, since the start.</summary>
    public List<(string Id, TimeSpan At)> Questions { get; } = [];

    /// <summary>Every sentence that the waiter said.</summary>
    public List<WaitNotice> Notices { get; } = [];

    public TimeSpan Now => Time.GetUtcNow() - Start;

    public VirtualTask Add(string id, double finishedAt, string model = "seedance_2_0")
    {
        var task = new VirtualTask(id) { Model = model, FinishedAt = TimeSpan.FromSeconds(finishedAt) };
        _tasks.Add(id, task);
        return task;
    }

    public TaskWaiter CreateWaiter(TaskWaiterOptions? options = null, TimeSpan? retryInterval = null, double random = 1) =>
        new(QueryAsync, new RetryPolicy(5, retryInterval ?? TimeSpan.FromSeconds(2), Time, () => random), Time,
            (options ?? new TaskWaiterOptions()) with { OnNotice = Notices.Add });

    public IReadOnlyList<TimeSpan> QuestionsFor(string id) => [.. Questions.Where(q => q.Id == id).Select(q => q.At)];

    /// <summary>Runs a wait to its end; gives each result with the time of its notice.</summary>
    public async Task<IReadOnlyList<(WaitResult Result, TimeSpan At)>> RunAsync(TaskWaiter waiter)
    {
        var results = new List<(WaitResult, TimeSpan)>();
        var running = waiter.RunAsync(result => results.Add((result, Now)), TestContext.Current.CancellationToken);
        // The loop takes its mail in order: whoever has its picture knows that everything before has been seen to.
        while (await waiter.GetSnapshotAsync(0) is { } now)
        {
            // While a question is under way the clock stands.
            if (!now.IsIdle) continue;
            var step = now.NextPoll!.Value;
            // From one question to the next, but neither in steps so small that thousands of tasks take minutes nor past a timeout.
            Time.Advance(step < SmallestStep ? SmallestStep : step > LargestStep ? LargestStep : step + TimeSpan.FromMilliseconds(1));
        }

        await running;
        return results;
    }

    private Task<SeedanceTask> QueryAsync(string id, CancellationToken cancellationToken)
    {
        Questions.Add((id, Now));
        var task = _tasks[id];
        if (task.Failures.Count > 0) return Task.FromException<SeedanceTask>(new SeedanceException(task.Failures.Dequeue(), "It failed.", id));
        return Task.FromResult(task.AnswerAt(Now));
    }
}

internal sealed record VirtualTask(string Id)
{
    public string Model { get; init; } = "seedance_2_0";

    /// <summary>Its age when it is done.</summary>
    public TimeSpan FinishedAt { get; init; }

    /// <summary>When it was created, since the start.</summary>
    public TimeSpan Created { get; set; }

    /// <summary>The status before it is done.</summary>
    public string Word { get; set; } = "processing";

    /// <summary>What the next questions fail with.</summary>
    public Queue<Failure> Failures { get; } = new();

    public TimeSpan DoneAt => Created + FinishedAt;

    public SeedanceTask AnswerAt(TimeSpan now) => now >= DoneAt
        ? Answer(SeedanceTaskStatus.Completed, "completed") with { VideoUrl = "https://storage.example/video.mp4" }
        : Answer(Word == "processing" ? SeedanceTaskStatus.Processing : SeedanceTaskStatus.Unknown, Word);

    private SeedanceTask Answer(SeedanceTaskStatus status, string word) => new()
    {
        Id = Id,
        Model = Model,
        Status = status,
        StatusText = word,
        Created = VirtualService.Start + Created,
    };
}
