namespace Seedance.Saving.Download;

/// <summary>
/// Cancels a request to the storage host when no byte has arrived for too long. It measures only while bytes are
/// awaited: the time for the disk and for requests to the service does not count, and the download as a whole has no
/// limit.
/// </summary>
internal sealed class StallWatchdog : IDisposable
{
    private const long NotWaiting = long.MinValue;

    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _waitingSince;

    /// <summary>Starts to measure.</summary>
    /// <param name="limit">The maximum time without a byte.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public StallWatchdog(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (Limit, _time, _caller) = (limit, time, cancellationToken);
        _waitingSince = time.GetTimestamp();
        _timer = time.CreateTimer(static w => ((StallWatchdog)w!).Check(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The maximum time without a byte.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Cancelled when the limit is reached, and with the caller's token.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the limit was reached and the caller did not cancel.</summary>
    public bool HasStalled => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts to measure: bytes are awaited from now on.</summary>
    public void Start() => Volatile.Write(ref _waitingSince, _time.GetTimestamp());

    /// <summary>Stops measuring: bytes have arrived.</summary>
    public void Stop() => Volatile.Write(ref _waitingSince, NotWaiting);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    // One timer that compares timestamps is cheaper than setting a timer for each buffer.
    private void Check()
    {
        var since = Volatile.Read(ref _waitingSince);
        var remaining = since == NotWaiting ? Limit : Limit - _time.GetElapsedTime(since);
        try
        {
            if (remaining <= TimeSpan.Zero) _source.Cancel();
            else _timer.Change(remaining, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The request ended before the timer fired.
        }
    }
}
