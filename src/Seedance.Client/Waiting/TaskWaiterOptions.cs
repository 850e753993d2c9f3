namespace Seedance.Waiting;

/// <summary>How a <see cref="TaskWaiter"/> waits.</summary>
public sealed record TaskWaiterOptions
{
    /// <summary>How many questions may be under way at a time. Default 16.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>How long to wait in all; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When to ask next.</summary>
    public PollSchedule Schedule { get; init; } = new();
}

/// <summary>How the wait for one id ended: with a task, or with the reason why there is none.</summary>
/// <param name="Id">The id.</param>
/// <param name="Task">The terminal task; null when the wait failed.</param>
/// <param name="Error">Why the wait failed; null when it did not.</param>
public sealed record WaitResult(string Id, SeedanceTask? Task, SeedanceException? Error);
