namespace Seedance.Waiting;

/// <summary>Writes the notices of a wait: changes of status, unknown status values and repeated failures.</summary>
internal sealed class WaitNotices(Action<WaitNotice>? onNotice, TimeProvider time)
{
    // After so many failed polls in a row a warning is written, once per wait.
    private const int FailuresBeforeWarning = 5;

    private readonly UnknownStatusWarnings _unknownStatuses = new();
    private bool _hasWarnedOfFailures;

    /// <summary>A response has arrived. To be called before the task is updated.</summary>
    public void WriteStatus(WaitingTask waiting, SeedanceTask task, TimeSpan now)
    {
        if (onNotice is null) return;
        if (_unknownStatuses.WarningFor(task) is { } warning) onNotice(new WaitNotice(true, warning));
        var last = waiting.Last;
        if (last?.StatusText == task.StatusText) return;
        var change = last is null ? "" : $"{ServiceText.Clean(last.StatusText)} → ";
        var age = last is null ? time.GetUtcNow() - task.Created : waiting.AgeAt(now);
        var ageText = age is { } known ? $"{known.TotalSeconds:0} s" : "unknown";
        onNotice(new WaitNotice(false, $"{task.Id}: {change}{ServiceText.Clean(task.StatusText)}, age {ageText}"));
    }

    /// <summary>A poll has failed and will be repeated.</summary>
    public void WriteFailure(WaitingTask waiting, SeedanceException error)
    {
        if (onNotice is null || _hasWarnedOfFailures || waiting.FailuresInARow != FailuresBeforeWarning) return;
        _hasWarnedOfFailures = true;
        onNotice(new WaitNotice(
            true, $"{waiting.FailuresInARow} polls in a row failed; polling continues. Last failure: {error.Message}"));
    }
}
