namespace Seedance.Saving.Download;

/// <summary>Cancels a connection that has been silent for too long while somebody waits for it; there is no limit on the whole.</summary>
internal sealed class StallWatchdog : IDisposable
{
    private const long Nobody = long.MinValue;

    private readonly CancellationTokenSource _connection;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _waitingSince;

    /// <summary>Begins to wait.</summary>
    public StallWatchdog(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_limit, _time) = (limit, time);
        _waitingSince = time.GetTimestamp();
        _timer = time.CreateTimer(static w => ((StallWatchdog)w!).Check(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the connection is silent for too long, and with the caller's token.</summary>
    public CancellationToken Token => _connection.Token;

    /// <summary>The network's turn: from now on bytes are waited for.</summary>
    public void Wait() => Volatile.Write(ref _waitingSince, _time.GetTimestamp());

    /// <summary>Bytes came: now it is the disk's turn, which may take as long as it takes.</summary>
    public void Rest() => Volatile.Write(ref _waitingSince, Nobody);

    public void Dispose()
    {
        _timer.Dispose();
        _connection.Dispose();
    }

    // Looking at the clock now and then is cheaper than setting it for each buffer.
    private void Check()
    {
        var since = Volatile.Read(ref _waitingSince);
        var left = since == Nobody ? _limit : _limit - _time.GetElapsedTime(since);
        try
        {
            if (left <= TimeSpan.Zero) _connection.Cancel();
            else _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The connection ended before its time was up.
        }
    }
}
