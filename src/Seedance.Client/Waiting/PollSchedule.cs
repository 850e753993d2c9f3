namespace Seedance.Waiting;

/// <summary>
/// When to poll a task next: first when it may be finished, then at the interval that balances the number of requests
/// and the delay, ever more rarely once it is late. docs/polling.md derives the rule.
/// </summary>
public sealed class PollSchedule
{
    /// <summary>The maximum interval between two polls of a late task.</summary>
    public static readonly TimeSpan MaximumInterval = TimeSpan.FromSeconds(120);

    // A task object that was fetched so recently is not polled at once: the minimum interval of the fast models.
    private static readonly TimeSpan MaximumFreshAge = TimeSpan.FromSeconds(10);

    // Tasks that were added together become due together: the first polls are spread so that at most so many are due in
    // a second.
    private const double MaximumPollsPerSecond = 50;

    // As a fraction of the minimum interval.
    private const double MinimumSpread = 0.1;

    // The upper end of the documented range, for a task that has not started yet.
    private const double QueuedFactor = 2;

    private readonly TimeSpan? _fixedInterval;

    /// <summary>Makes a schedule.</summary>
    /// <param name="fixedInterval">A fixed interval instead of the adaptive one; null for the adaptive one.</param>
    public PollSchedule(TimeSpan? fixedInterval = null) => _fixedInterval = fixedInterval;

    /// <summary>True when a task object was fetched a moment ago, so that polling it at once is of no use.</summary>
    internal static bool IsFresh(SeedanceTask task, DateTimeOffset utcNow)
    {
        var age = utcNow - task.Fetched;
        return age >= TimeSpan.Zero && age < MaximumFreshAge;
    }

    /// <summary>The interval between a poll that found a task unfinished and the next one.</summary>
    /// <param name="task">The unfinished task.</param>
    /// <param name="age">Its age.</param>
    /// <param name="waiting">The number of tasks that are waited for.</param>
    /// <param name="random">A number from 0 to 1, which spreads tasks over time.</param>
    internal TimeSpan NextInterval(SeedanceTask task, TimeSpan age, int waiting, double random)
    {
        if (_fixedInterval is { } interval) return interval;
        var times = GenerationTime.Of(task.Model);
        var minimum = times.MinimumInterval.TotalSeconds;
        var seconds = Interval(times, age < TimeSpan.Zero ? 0 : age.TotalSeconds);
        if (task.Status == SeedanceTaskStatus.Queued) seconds = Math.Max(seconds, QueuedFactor * minimum);
        // Short intervals need no spread: they keep tasks apart that are apart already.
        if (seconds > 2 * minimum)
        {
            var spread = Math.Min(minimum / 2, Math.Max(MinimumSpread * minimum, waiting / MaximumPollsPerSecond));
            seconds += (random - 0.5) * spread;
        }

        return TimeSpan.FromSeconds(Math.Max(seconds, minimum));
    }

    // In seconds, without limits for the number of tasks.
    private static double Interval(in GenerationTime times, double age)
    {
        var earliest = times.Earliest.TotalSeconds;
        return age < earliest ? earliest - age + BestInterval(times, earliest) : BestInterval(times, age);
    }

    // With the chance h to finish within the next second, polls at an interval of d cost RequestCost / d + h * d / 2
    // per second, which is least at the root of 2 * RequestCost / h. In the documented range h is 1 / (latest - age).
    // Late tasks have a long tail: 1 / age.
    private static double BestInterval(in GenerationTime times, double age)
    {
        var latest = times.Latest.TotalSeconds;
        var inverseChance = age < latest ? latest - age : age;
        var interval = Math.Sqrt(2 * times.RequestCost * inverseChance);
        return Math.Min(MaximumInterval.TotalSeconds, Math.Max(times.MinimumInterval.TotalSeconds, interval));
    }
}
