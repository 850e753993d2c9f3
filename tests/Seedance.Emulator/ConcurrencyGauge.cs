namespace Seedance.Emulator;

/// <summary>Counts the requests in flight and keeps the maximum.</summary>
internal sealed class ConcurrencyGauge
{
    private readonly Lock _lock = new();
    private int _current;

    public int Maximum { get; private set; }

    /// <summary>The number of requests in flight now.</summary>
    public int Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    public Entry Enter()
    {
        lock (_lock) Maximum = Math.Max(Maximum, ++_current);
        return new Entry(this);
    }

    /// <summary>
    /// One request. It is removed before its last byte is sent: a client that has the whole response may already
    /// send its next request and must not be counted twice.
    /// </summary>
    internal sealed class Entry(ConcurrencyGauge gauge) : IDisposable
    {
        private bool _isRemoved;

        public void Dispose()
        {
            lock (gauge._lock)
            {
                if (_isRemoved) return;
                _isRemoved = true;
                gauge._current--;
            }
        }
    }
}
