using Seedance.Http;
using Seedance.Telemetry;

namespace Seedance.Waiting;

/// <summary>
/// What the event loop knows of one task. Times are those since the start of the wait, by a clock that is never set.
/// </summary>
internal sealed class WaitingTask(string id, TimeSpan added, RetryState retry, object? state)
{
    // Not readonly: it is a mutable struct.
    private RetryState _retry = retry;
    private TimeSpan _created = added;
    private TimeSpan? _unknownSince;

    // One caller is the usual case: a list for each of 100,000 tasks would cost memory.
    private List<object?>? _furtherStates;

    public string Id { get; } = id;

    /// <summary>The span of its wait, the parent of its polls.</summary>
    public Span Span { get; } = Span.StartDetached("wait", id);

    /// <summary>The states of the callers that added the task. Each gets a result.</summary>
    public IEnumerable<object?> States => _furtherStates is null ? [state] : [state, .. _furtherStates];

    /// <summary>The last known state of the task; null before the first response.</summary>
    public SeedanceTask? Last { get; private set; }

    /// <summary>Why the last poll failed; null when it succeeded.</summary>
    public SeedanceException? LastFailure { get; private set; }

    /// <summary>True when the task has its result: polls that end later do not count.</summary>
    public bool IsFinished { get; private set; }

    public int FailuresInARow => _retry.FailuresInARow;

    /// <summary>The wait for it has ended, with a task or an error, or because it was stopped.</summary>
    public void Finish(SeedanceTask? task, SeedanceException? error)
    {
        IsFinished = true;
        if (task is not null) Span.SetTask(task);
        if (error is not null) Span.SetError(error);
        Span.Dispose();
    }

    public void AddCaller(object? callerState) => (_furtherStates ??= []).Add(callerState);

    public TimeSpan AgeAt(TimeSpan now) => now - _created;

    /// <summary>For how long the status value has been unknown.</summary>
    public TimeSpan UnknownFor(TimeSpan now) => now - _unknownSince ?? TimeSpan.Zero;

    /// <summary>Stores the task as the service described it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The time since the start of the wait.</param>
    /// <param name="utcNow">The time of the system clock, to which <see cref="SeedanceTask.Created"/> belongs.</param>
    public void Update(SeedanceTask task, TimeSpan now, DateTimeOffset utcNow)
    {
        // Only once, so that a change of the system clock does not change the age.
        if (Last is null && task.Created is { } created && created < utcNow) _created = now - (utcNow - created);
        if (task.Status == SeedanceTaskStatus.Unknown) _unknownSince ??= now;
        else _unknownSince = null;
        Last = task;
        LastFailure = null;
        _retry.Reset();
    }

    /// <summary>
    /// The task with an expiry of its URL. A URL that does not state its expiry is valid for a day from completion.
    /// When the task was seen unfinished before, the day began after that: now is its latest possible start.
    /// </summary>
    public SeedanceTask WithLatestExpiry(SeedanceTask task, DateTimeOffset utcNow) =>
        Last is not null && task is { Status: SeedanceTaskStatus.Completed, VideoUrl: not null, VideoUrlExpires: null }
            ? task with { VideoUrlExpires = utcNow + SeedanceTask.VideoUrlLifetime }
            : task;

    /// <summary>Counts a failed poll and computes the delay before the next one; false when there is none.</summary>
    public bool TryGetNextDelay(SeedanceException failure, out TimeSpan delay)
    {
        LastFailure = failure;
        return _retry.TryGetNextDelay(failure, out delay);
    }
}
