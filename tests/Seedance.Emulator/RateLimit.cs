using System.Threading.RateLimiting;

namespace Seedance.Emulator;

/// <summary>One limit of the request rate for all clients together.</summary>
internal sealed class RateLimit : IDisposable
{
    // Fine enough that a client which keeps to the limit is never refused for the time between two of them.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly TokenBucketRateLimiter? _limiter;
    private int _refused;

    /// <param name="requestsPerSecond">The limit, a multiple of 50; null for none.</param>
    public RateLimit(int? requestsPerSecond)
    {
        if (requestsPerSecond is not { } limit) return;
        _limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit,
            ReplenishmentPeriod = Period,
            TokensPerPeriod = (int)(limit * Period.TotalSeconds),
            AutoReplenishment = true,
            QueueLimit = 0,
        });
    }

    /// <summary>The number of requests that were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Counts a request; false when it is above the limit.</summary>
    public bool TryEnter()
    {
        if (_limiter is null) return true;
        using var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired) Interlocked.Increment(ref _refused);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter?.Dispose();
}
