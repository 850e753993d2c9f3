namespace Seedance.Waiting;

/// <summary>When to ask about a task next.</summary>
/// <param name="fixedInterval">A fixed pace in place of the adaptive one; null for the adaptive one.</param>
public sealed class PollSchedule(TimeSpan? fixedInterval = null)
{
    /// <summary>The longest pause: a late task is asked about at least this often.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>How long to wait after an answer that was not terminal.</summary>
    /// <param name="task">The answer.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="firstAsked">When this run asked for the first time: the age's start when the service did not give one.</param>
    /// <param name="random">A number from 0 to 1, that spreads tasks over time.</param>
    public TimeSpan NextDelay(SeedanceTask task, DateTimeOffset now, DateTimeOffset firstAsked, double random)
    {
        if (fixedInterval is { } pace) return pace;
        var usual = GenerationTime.Of(task.Model);
        var age = now - (task.Created is { } created && created < now ? created : firstAsked);
        // It cannot be done yet: be there when it first can.
        if (age < usual.Shortest - usual.Pace) return Spread(usual.Shortest - age, random);
        // It probably finishes now: the documented pace. Later: ever more slowly.
        var pause = age <= usual.Longest ? usual.Pace : TimeSpan.FromTicks(usual.Pace.Ticks + (age - usual.Longest).Ticks / 8);
        return Spread(pause < Longest ? pause : Longest, random, usual.Pace);
    }

    private static TimeSpan Spread(TimeSpan delay, double random, TimeSpan? atLeast = null)
    {
        var spread = TimeSpan.FromTicks((long)(delay.Ticks * (0.9 + 0.2 * random)));
        return spread < atLeast ? atLeast.Value : spread;
    }
}
