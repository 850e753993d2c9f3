namespace Seedance.Http;

/// <summary>Waiting by a <see cref="TimeProvider"/>, alike on both targets.</summary>
internal static class Clock
{
    /// <summary>Timers count at most 49 days.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay > LongestTimer) delay = LongestTimer;
        // What lies in the past is due; a timer would take -1 ms for never.
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
#if NET
        return Task.Delay(delay, time, cancellationToken);
#else
        return time.Delay(delay, cancellationToken);
#endif
    }
}
