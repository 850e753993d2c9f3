namespace Seedance.Http;

/// <summary>Delays by a <see cref="TimeProvider"/>, the same on both targets.</summary>
internal static class Clock
{
    /// <summary>The maximum time of a timer: .NET allows 49 days.</summary>
    public static readonly TimeSpan MaximumTimer = TimeSpan.FromDays(40);

    /// <summary>Completes after a delay; one below zero counts as zero.</summary>
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay > MaximumTimer) delay = MaximumTimer;
        // A timer takes -1 ms for never.
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
#if NET
        return Task.Delay(delay, time, cancellationToken);
#else
        return time.Delay(delay, cancellationToken);
#endif
    }
}
