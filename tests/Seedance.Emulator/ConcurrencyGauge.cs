namespace Seedance.Emulator;

/// <summary>Counts the requests that are under way at the same time, and keeps the highest count.</summary>
internal sealed class ConcurrencyGauge
{
    private readonly Lock _lock = new();
    private int _current;

    public int Maximum { get; private set; }

    /// <summary>How many requests are in flight now.</summary>
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
    /// One request. It leaves before its last byte is sent: a client that has the whole answer may already
    /// send its next request, and must not be counted twice.
    /// </summary>
    internal sealed class Entry(ConcurrencyGauge gauge) : IDisposable
    {
        private bool _hasLeft;

        public void Dispose()
        {
            lock (gauge._lock)
            {
                if (_hasLeft) return;
                _hasLeft = true;
                gauge._current--;
            }
        }
    }
}
