namespace Seedance.Api;

/// <summary>
/// What the responses show about the API key: whether it was ever accepted, and how often in a row it was rejected.
/// Rejections of requests that were in flight together count once: they may have one passing cause. Members may be used
/// from any thread.
/// </summary>
internal sealed class KeyHistory(AcceptedKeys accepted, string keyHash)
{
    // After so many rejections in a row no request is sent any more: thousands of tasks must not try a wrong key
    // thousands of times.
    private const int MaximumRejections = 10;

    // The number of these rejections for requests that were sent after an earlier rejection had arrived.
    private const int MaximumRounds = 2;
    private const int MaximumRoundsOfAcceptedKey = 10;

    private readonly object _gate = new();
    private bool _wasAccepted = accepted.Contains(keyHash);
    private int _rejections;
    private int _rounds;
    private long _lastRejection = long.MinValue;

    /// <summary>True when the service has accepted the key in this session.</summary>
    public bool WasAccepted
    {
        get
        {
            lock (_gate) return _wasAccepted;
        }
    }

    /// <summary>True when further requests with the key are pointless.</summary>
    public bool IsRejected
    {
        get
        {
            lock (_gate)
            {
                return _rejections >= MaximumRejections
                    && _rounds >= (_wasAccepted ? MaximumRoundsOfAcceptedKey : MaximumRounds);
            }
        }
    }

    /// <summary>The service accepted the key.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            _rejections = _rounds = 0;
            if (_wasAccepted) return;
            _wasAccepted = true;
        }

        accepted.Add(keyHash);
    }

    /// <summary>The service rejected the key.</summary>
    /// <param name="sentAt">The timestamp at which the request was sent.</param>
    /// <param name="now">The timestamp of now.</param>
    public void Reject(long sentAt, long now)
    {
        lock (_gate)
        {
            _rejections++;
            if (sentAt < _lastRejection) return;
            _rounds++;
            _lastRejection = now;
        }
    }
}
