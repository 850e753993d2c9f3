namespace Seedance.Waiting;

/// <summary>
/// The time limit of a wait. Shortly before it each pending task is polled once more: without that poll a task that
/// finished after its last regular one would be reported as unfinished.
/// </summary>
/// <param name="timeout">The time limit since the start of the wait; null for none.</param>
internal readonly struct WaitDeadline(TimeSpan? timeout)
{
    // A response takes up to a second; the rest is reserve.
    private static readonly TimeSpan MinimumLead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaximumLead = TimeSpan.FromSeconds(60);

    // At most this fraction of the time limit is used for the last polls.
    private const double MaximumFraction = 0.25;

    // The last polls of many tasks are sent at this rate at most, in requests per second.
    private const double MaximumRate = 50;

    /// <summary>The time limit since the start of the wait; null for none.</summary>
    public TimeSpan? Timeout => timeout;

    /// <summary>True when the time limit is reached.</summary>
    /// <param name="now">The time since the start of the wait.</param>
    public bool IsReached(TimeSpan now) => timeout <= now;

    /// <summary>Moves the next poll of a task to the last polls when it would come too late.</summary>
    /// <param name="due">When the next poll is due.</param>
    /// <param name="now">The time since the start of the wait.</param>
    /// <param name="waiting">The number of tasks that are waited for.</param>
    /// <param name="requestsPerSecond">The rate that the pacer allows; null when it has no limit.</param>
    public TimeSpan LimitDue(TimeSpan due, TimeSpan now, int waiting, double? requestsPerSecond)
    {
        if (timeout is not { } limit) return due;
        var last = limit - Lead(limit, waiting, requestsPerSecond);
        // A task that was polled just before the last polls is not polled again.
        return due <= last || now >= last - Lead(limit, 0, null) ? due : last;
    }

    private static TimeSpan Lead(TimeSpan limit, int waiting, double? requestsPerSecond)
    {
        var rate = Math.Min(MaximumRate, requestsPerSecond ?? MaximumRate);
        var lead = MinimumLead + TimeSpan.FromSeconds(waiting / rate);
        var maximum = TimeSpan.FromSeconds(Math.Min(MaximumLead.TotalSeconds, limit.TotalSeconds * MaximumFraction));
        return lead < maximum ? lead : maximum;
    }
}
