using Seedance.Waiting;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Puts a wait into bars: how many are done, the oldest, the next question; and the tasks that are closest to done.</summary>
internal sealed class WaitProgress(TaskWaiter waiter)
{
    private Task<WaitSnapshot?> _pending = Task.FromResult<WaitSnapshot?>(null);
    private WaitSnapshot? _last;

    /// <summary>The picture of this moment, as far as the loop has answered; it is never waited for.</summary>
    public (ProgressLine Parent, IReadOnlyList<ProgressLine> Children) Picture(int done, int total, int failed)
    {
        if (_pending.IsCompleted)
        {
            _last = _pending.GetAwaiter().GetResult() ?? _last;
            _pending = waiter.GetSnapshotAsync(ProgressBoard.MostChildren);
        }

        var status = $"{done} of {total} done";
        if (failed > 0) status += $", {failed} failed";
        if (_last is { Waiting: > 0 } now)
        {
            status += $", oldest {Spoken(now.OldestAge)}";
            if (now.NextPoll is { } next) status += $", next question in {Spoken(next)}";
        }

        return (
            new ProgressLine("", "Waiting for Seedance tasks", status, total > 0 ? (int)(done * 100L / total) : -1),
            [.. (_last?.ClosestToDone ?? []).Select(LineOf)]);
    }

    private static ProgressLine LineOf(WaitingTaskView task)
    {
        var typical = task.TypicalAge.TotalSeconds;
        var share = typical > 0 ? task.Age.TotalSeconds / typical : 0;
        return new ProgressLine(task.Id, task.Id, $"{task.StatusText}, {Spoken(task.Age)}", Math.Max(0, Math.Min(99, (int)(share * 100))));
    }

    private static string Spoken(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{time.Seconds} s";
}
