namespace Seedance.Waiting;

/// <summary>How far a wait is, for a person who watches it.</summary>
/// <param name="Waiting">How many different tasks are being waited for.</param>
/// <param name="UnderWay">How many questions are under way.</param>
/// <param name="OldestAge">The age of the oldest of them; zero when there is none.</param>
/// <param name="NextPoll">In how long the next question is due; null when none is planned.</param>
/// <param name="ClosestToDone">The few tasks that are probably done next, the closest first.</param>
public sealed record WaitSnapshot(
    int Waiting, int UnderWay, TimeSpan OldestAge, TimeSpan? NextPoll, IReadOnlyList<WaitingTaskView> ClosestToDone)
{
    /// <summary>True when nothing happens before the next question is due.</summary>
    public bool IsIdle => UnderWay == 0 && NextPoll > TimeSpan.Zero;
}

/// <summary>One task of a <see cref="WaitSnapshot"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StatusText">The service's word for its status.</param>
/// <param name="Age">Its age.</param>
/// <param name="TypicalAge">The age at which half of its model's tasks are done.</param>
public sealed record WaitingTaskView(string Id, string StatusText, TimeSpan Age, TimeSpan TypicalAge);
