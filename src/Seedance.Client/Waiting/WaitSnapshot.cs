namespace Seedance.Waiting;

/// <summary>The progress of a wait at one moment.</summary>
/// <param name="Waiting">The number of different tasks that are waited for.</param>
/// <param name="InFlight">The number of polls in flight.</param>
/// <param name="OldestAge">The age of the oldest task; zero when there is none.</param>
/// <param name="NextPoll">The time until the next poll is due; null when none is scheduled.</param>
/// <param name="ClosestToDone">The tasks that will probably finish next, the closest first.</param>
public sealed record WaitSnapshot(
    int Waiting, int InFlight, TimeSpan OldestAge, TimeSpan? NextPoll, IReadOnlyList<WaitingTaskView> ClosestToDone)
{
    /// <summary>Takes a snapshot.</summary>
    /// <param name="tasks">The tasks that are waited for.</param>
    /// <param name="inFlight">The number of polls in flight.</param>
    /// <param name="now">The time since the start of the wait.</param>
    /// <param name="nextDue">When the next poll is due; null when none is scheduled.</param>
    /// <param name="maximumTasks">The maximum number of tasks in the snapshot.</param>
    internal static WaitSnapshot Take(
        IReadOnlyCollection<WaitingTask> tasks, int inFlight, TimeSpan now, TimeSpan? nextDue, int maximumTasks)
    {
        var oldest = TimeSpan.Zero;
        var closest = new List<(TimeSpan Remaining, WaitingTask Waiting)>(maximumTasks + 1);
        foreach (var waiting in tasks)
        {
            var age = waiting.AgeAt(now);
            if (age > oldest) oldest = age;
            if (maximumTasks == 0 || waiting.Last is not { } task) continue;
            var remaining = GenerationTime.Of(task.Model).Typical - age;
            if (closest.Count == maximumTasks && remaining >= closest[maximumTasks - 1].Remaining) continue;
            var index = closest.FindIndex(c => c.Remaining > remaining);
            closest.Insert(index < 0 ? closest.Count : index, (remaining, waiting));
            if (closest.Count > maximumTasks) closest.RemoveAt(maximumTasks);
        }

        var nextPoll = nextDue - now;
        return new WaitSnapshot(
            tasks.Count, inFlight, oldest, nextPoll < TimeSpan.Zero ? TimeSpan.Zero : nextPoll,
            [.. closest.Select(c => WaitingTaskView.Of(c.Waiting.Last!, c.Waiting.AgeAt(now)))]);
    }
}

/// <summary>One task of a <see cref="WaitSnapshot"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StatusText">The status value of the service.</param>
/// <param name="Age">Its age.</param>
/// <param name="TypicalAge">The age at which half of its model's tasks have finished.</param>
public sealed record WaitingTaskView(string Id, string StatusText, TimeSpan Age, TimeSpan TypicalAge)
{
    internal static WaitingTaskView Of(SeedanceTask task, TimeSpan age) =>
        new(task.Id, ServiceText.Clean(task.StatusText), age, GenerationTime.Of(task.Model).Typical);
}
