using Seedance.Http;

namespace Seedance.Waiting;

/// <summary>What the loop knows of one task. Times are those of the loop's own clock, which starts at zero and never jumps.</summary>
internal sealed class WaitingTask(string id, TimeSpan added, RetryState retry, object? state)
{
    // Not readonly: it counts.
    private RetryState _retry = retry;
    private TimeSpan _born = added;
    private TimeSpan _lastAnswered;
    private TimeSpan? _unknownSince;

    // One caller is the usual case: a list for each of 100,000 tasks would cost memory.
    private List<object?>? _furtherStates;

    public string Id { get; } = id;

    /// <summary>The state of each caller that added the task: each gets a result.</summary>
    public IEnumerable<object?> States => _furtherStates is null ? [state] : [state, .. _furtherStates];

    /// <summary>The last answer; null before the first.</summary>
    public SeedanceTask? Last { get; private set; }

    /// <summary>The last question's failure; null when it succeeded.</summary>
    public SeedanceException? LastFailure { get; private set; }

    public int FailuresInARow => _retry.FailuresInARow;

    /// <summary>Its age at the last answer.</summary>
    public TimeSpan AgeAtLastAnswer => _lastAnswered - _born;

    public void AddCaller(object? callerState) => (_furtherStates ??= []).Add(callerState);

    public TimeSpan AgeAt(TimeSpan now) => now - _born;

    /// <summary>For how long the service has used no word for its status that is known.</summary>
    public TimeSpan UnknownFor(TimeSpan now) => now - _unknownSince ?? TimeSpan.Zero;

    /// <summary>Takes an answer in.</summary>
    /// <param name="task">The answer.</param>
    /// <param name="now">The loop's time.</param>
    /// <param name="utcNow">The wall clock's, that <see cref="SeedanceTask.Created"/> goes by.</param>
    public void Answered(SeedanceTask task, TimeSpan now, DateTimeOffset utcNow)
    {
        // Once, at the first answer: a clock that is set meanwhile makes nobody older.
        if (Last is null && task.Created is { } created && created < utcNow) _born = now - (utcNow - created);
        if (task.Status == SeedanceTaskStatus.Unknown) _unknownSince ??= now;
        else _unknownSince = null;
        Last = task;
        LastFailure = null;
        _lastAnswered = now;
        _retry.Reset();
    }

    /// <summary>Counts a failed poll and computes the delay before the next one; false when there is none.</summary>
    public bool TryGetNextDelay(SeedanceException failure, out TimeSpan delay)
    {
        LastFailure = failure;
        return _retry.TryGetNextDelay(failure, out delay);
    }
}
