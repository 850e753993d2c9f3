namespace Seedance.Transport;

/// <summary>
/// Makes all requests of a session behave as one polite client. While the service is content it costs nothing. When the service
/// answers 429 everything slows down to half of the rate that was too much, and recovers by one request a second each second;
/// what <c>Retry-After</c> asks for holds for all requests.
/// </summary>
public sealed class RequestPacer
{
    /// <summary>No request is held back longer than this: beyond it, it fails and says until when the service wants to be left alone.</summary>
    internal static readonly TimeSpan LongestPause = RetryPolicy.LongestPause;

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
        var now = _time.GetTimestamp();
        TimeSpan pause;
        lock (_gate)
        {
            Count(now);
            var slot = Math.Max(now, _closedUntil);
            pause = _time.GetElapsedTime(now, slot);
            if (pause > LongestPause) throw Closed(taskId, pause);
            if (_rate is { } rate)
            {
                slot = Math.Max(slot, _nextSlot);
                _nextSlot = slot + (long)(_time.TimestampFrequency / rate);
                pause = _time.GetElapsedTime(now, slot);
            }
        }

        return pause <= TimeSpan.Zero ? new ValueTask<long>(now) : new ValueTask<long>(EnterLaterAsync(pause, cancellationToken));
    }

    /// <summary>A request was answered as it should be: the rate recovers a little.</summary>
    internal void Recover()
    {
        lock (_gate)
        {
            if (_rate is not { } rate) return;
            // Each request at this rate adds its share, so that a second of them adds one request a second.
            rate += IncreasePerSecond / rate;
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
            _nextSlot = now + (long)(_time.TimestampFrequency / _rate.Value);
        }
    }

    /// <summary>The service asked all to wait.</summary>
    internal void Close(TimeSpan retryAfter)
    {
        if (retryAfter > LongestRetryAfter) retryAfter = LongestRetryAfter;
        var until = _time.GetTimestamp() + (long)(retryAfter.TotalSeconds * _time.TimestampFrequency);
        lock (_gate) _closedUntil = Math.Max(_closedUntil, until);
    }

    private async Task<long> EnterLaterAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        await _time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        return _time.GetTimestamp();
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
