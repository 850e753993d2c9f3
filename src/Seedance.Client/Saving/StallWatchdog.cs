namespace Seedance.Saving;

/// <summary>Cancels a connection that has been silent for too long; there is no limit on the whole.</summary>
internal sealed class StallWatchdog : IDisposable
{
    private readonly ITimer _timer;
    private readonly TimeSpan _limit;

    public StallWatchdog(CancellationTokenSource connection, TimeSpan limit, TimeProvider time)
    {
        _limit = limit;
        _timer = time.CreateTimer(static c => ((CancellationTokenSource)c!).Cancel(), connection, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A byte came: the count starts again.</summary>
    public void Reset() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
