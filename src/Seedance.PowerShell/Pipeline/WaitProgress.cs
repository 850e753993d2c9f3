using Seedance.Waiting;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// The progress bars of a wait: how many tasks are done, the oldest, the next poll, and the tasks that are closest to
/// done.
/// </summary>
internal sealed class WaitProgress(TaskWaiter waiter)
{
    private Task<WaitSnapshot?> _pending = Task.FromResult<WaitSnapshot?>(null);
    private WaitSnapshot? _last;

    /// <summary>The progress of the latest snapshot. It does not block until the next snapshot is there.</summary>
    public ProgressLines GetLines(int done, int total, int failed)
    {
        if (_pending.IsCompleted)
        {
            _last = _pending.GetAwaiter().GetResult() ?? _last;
            _pending = waiter.GetSnapshotAsync(ProgressBoard.MaximumChildren);
        }

        var status = $"{done} of {total} done";
        if (failed > 0) status += $", {failed} failed";
        if (_last is { Waiting: > 0 } now)
        {
            status += $", oldest {DisplayFormat.Duration(now.OldestAge)}";
            if (now.NextPoll is { } next) status += $", next poll in {DisplayFormat.Duration(next)}";
        }

        return new ProgressLines(
            new ProgressLine("", "Waiting for Seedance tasks", status, total > 0 ? (int)(done * 100L / total) : -1),
            [.. (_last?.ClosestToDone ?? []).Select(LineOf)]);
    }

    private static ProgressLine LineOf(WaitingTaskView task)
    {
        var typical = task.TypicalAge.TotalSeconds;
        var share = typical > 0 ? task.Age.TotalSeconds / typical : 0;
        return new ProgressLine(
            task.Id, task.Id, $"{task.StatusText}, {DisplayFormat.Duration(task.Age)}",
            Math.Max(0, Math.Min(99, (int)(share * 100))));
    }
}
