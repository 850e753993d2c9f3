using Seedance.Http;

namespace Seedance.Waiting;

/// <summary>The timer of an event loop.</summary>
internal sealed class LoopTimer : IDisposable
{
    private readonly ITimer _timer;
    private TimeSpan? _due;

    /// <summary>Makes a timer that is not set.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="onElapsed">Receives the timer when it elapses; may be called from any thread.</param>
    public LoopTimer(TimeProvider time, Action<LoopTimer> onElapsed) =>
        _timer = time.CreateTimer(_ => onElapsed(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Makes the timer elapse at a time or earlier.</summary>
    /// <param name="due">When; null when there is nothing to wait for.</param>
    /// <param name="now">The time of now, by the same clock.</param>
    public void Set(TimeSpan? due, TimeSpan now)
    {
        // A timer that elapses earlier is kept: to change it costs more than one needless turn of the loop.
        if (due is null || _due <= due) return;
        var delay = due.Value - now;
        if (delay > Clock.MaximumTimer) delay = Clock.MaximumTimer;
        // Timers count whole milliseconds: rounded down, the timer would elapse before anything is due.
        delay = delay > TimeSpan.Zero ? delay + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
        _due = due;
    }

    /// <summary>The loop has seen that the timer elapsed.</summary>
    public void Reset() => _due = null;

    public void Dispose() => _timer.Dispose();
}
