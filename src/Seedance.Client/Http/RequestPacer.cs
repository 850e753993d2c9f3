namespace Seedance.Http;

/// <summary>
/// Makes all requests of a session behave as one polite client. While the service is content it costs nothing. When the service
/// answers 429 everything slows down to half of the rate that was too much, and recovers by one request a second each second;
/// what <c>Retry-After</c> asks for holds for all requests.
/// </summary>
public sealed class RequestPacer
{
    /// <summary>No request is held back longer than this: beyond it, it fails and says until when the service wants to be left alone.</summary>
    internal static readonly TimeSpan LongestPause = RetryPolicy.MaximumRetryAfter;

    // A header that asks for a year is a mistake or malice.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private const double SlowestRate = 0.2;
    private const double Decrease = 0.5;
    private const double IncreasePerSecond = 1;

    // From here on a limit is none: no service that ever said 429 was this fast.
    private const double Unlimited = 1000;

    private readonly TimeProvider _time;
    private readonly object _gate = new();

    // The requests of this second and of the one before: the rate that was too much, once the service says so.
    private long _second;
    private int _inSecond;
    private int _inSecondBefore;

    private double? _rate;
    private long _slowedAt;
    private long _nextSlot;
    private long _closedUntil;

    /// <summary>Makes a pacer that holds nothing back yet.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public RequestPacer(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _closedUntil = long.MinValue;
    }

    /// <summary>How many requests a second may leave at present; null when there is no limit.</summary>
    public double? RequestsPerSecond
    {
        get
        {
            lock (_gate) return _rate;
        }
    }

    /// <summary>Ends when the next request may leave.</summary>
    /// <returns>The moment of leaving, for <see cref="Slow"/>.</returns>
    /// <exception cref="SeedanceException">The service asked to be left alone for longer than is worth waiting.</exception>
    internal ValueTask<long> EnterAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var slot = Allot(taskId, now);
            if (slot > now) return new ValueTask<long>(EnterLaterAsync(taskId, slot, cancellationToken));
            Count(now);
            return new ValueTask<long>(now);
        }
    }

    /// <summary>A request was answered as it should be: the rate recovers a little.</summary>
    /// <param name="left">When the request left: those that were under way when the pace was last cut say nothing of the new one.</param>
    internal void Recover(long left)
    {
        lock (_gate)
        {
            if (_rate is not { } rate || left < _slowedAt) return;
            // Each request at this rate adds its share, so that a second of them adds one request a second.
            rate += IncreasePerSecond / Math.Max(1, rate);
            _rate = rate < Unlimited ? rate : null;
        }
    }

    /// <summary>The service said 429 to a request.</summary>
    /// <param name="left">When the request left: those that were under way when the pace was last cut say nothing new.</param>
    internal void Slow(long left)
    {
        lock (_gate)
        {
            if (_rate is not null && left < _slowedAt) return;
            var now = _time.GetTimestamp();
            Rotate(now);
            var seen = Math.Max(_inSecond, _inSecondBefore);
            _rate = Math.Max(SlowestRate, Math.Min(_rate ?? Unlimited, seen) * Decrease);
            _slowedAt = now;
            // After those that have their slot already.
            _nextSlot = Math.Max(_nextSlot, now) + (long)(_time.TimestampFrequency / _rate.Value);
        }
    }

    /// <summary>The service asked all to wait.</summary>
    internal void Close(TimeSpan retryAfter)
    {
        if (retryAfter > LongestRetryAfter) retryAfter = LongestRetryAfter;
        var until = _time.GetTimestamp() + (long)(retryAfter.TotalSeconds * _time.TimestampFrequency);
        lock (_gate) _closedUntil = Math.Max(_closedUntil, until);
    }

    private async Task<long> EnterLaterAsync(string taskId, long slot, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _time.DelayAsync(_time.GetElapsedTime(_time.GetTimestamp(), slot), cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                var now = _time.GetTimestamp();
                if (now >= _closedUntil)
                {
                    Count(now);
                    return now;
                }

                // Meanwhile the service has asked all to wait.
                slot = Allot(taskId, now);
            }
        }
    }

    // The moment that the next request may leave at.
    private long Allot(string taskId, long now)
    {
        var slot = now;
        if (_closedUntil > now)
        {
            var pause = _time.GetElapsedTime(now, _closedUntil);
            if (pause > LongestPause) throw Closed(taskId, pause);
            slot = _closedUntil;
        }

        if (_rate is not { } rate) return slot;
        slot = Math.Max(slot, _nextSlot);
        _nextSlot = slot + (long)(_time.TimestampFrequency / rate);
        return slot;
    }

    private void Count(long now)
    {
        Rotate(now);
        _inSecond++;
    }

    private void Rotate(long now)
    {
        var second = now / _time.TimestampFrequency;
        if (second == _second) return;
        _inSecondBefore = second == _second + 1 ? _inSecond : 0;
        _inSecond = 0;
        _second = second;
    }

    private SeedanceException Closed(string taskId, TimeSpan pause) => new(
        Failure.RateLimited,
        $"The service asked for no requests until {_time.GetUtcNow() + pause:u}, so task '{taskId}' was not asked for.",
        taskId)
    {
        RetryAfter = pause,
    };
}
