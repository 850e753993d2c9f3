using Seedance.Http;

namespace Seedance.PowerShell.State;

/// <summary>
/// The connections of one runspace, per proxy setting: commands with the same setting share them, and the next command
/// finds them open. Only few are kept, because a script may use a proxy of its own for each call.
/// </summary>
internal sealed class SharedConnections
{
    /// <summary>So many settings keep their connections; those in use are kept in any case.</summary>
    private const int MaximumSettings = 4;

    private readonly object _gate = new();

    // The most recently used one is the last.
    private readonly List<Entry> _entries = [];

    /// <summary>The connections of a setting, until the lease ends.</summary>
    public ConnectionLease Borrow(ProxySettings proxy)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => e.Proxy.Equals(proxy));
            if (entry is null) entry = new Entry(proxy);
            else _entries.Remove(entry);
            _entries.Add(entry);
            entry.Users++;
            Trim();
            return new ConnectionLease(entry.Connections, () => Return(entry));
        }
    }

    private void Return(Entry entry)
    {
        lock (_gate)
        {
            entry.Users--;
            Trim();
        }
    }

    private void Trim()
    {
        for (var i = 0; i < _entries.Count && _entries.Count > MaximumSettings;)
        {
            if (_entries[i].Users > 0)
            {
                i++;
                continue;
            }

            _entries[i].Connections.Dispose();
            _entries.RemoveAt(i);
        }
    }

    private sealed class Entry(ProxySettings proxy)
    {
        public ProxySettings Proxy { get; } = proxy;

        public HttpConnections Connections { get; } = new(proxy);

        public int Users { get; set; }
    }
}

/// <summary>Connections for as long as one command needs them.</summary>
internal sealed class ConnectionLease(HttpConnections connections, Action end) : IDisposable
{
    private Action? _end = end;

    public HttpConnections Connections { get; } = connections;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
