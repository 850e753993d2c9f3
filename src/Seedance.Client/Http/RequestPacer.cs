namespace Seedance.Http;

/// <summary>
/// Limits the rate of all requests of a session together: <see cref="RequestRate"/> computes the rate. A Retry-After
/// holds for all requests. Requests that wait form a queue, so that a cancelled one takes no place and a higher rate
/// applies to those that wait already.
/// </summary>
public sealed class RequestPacer
{
    /// <summary>
    /// The maximum time that a request is held back. Where the service asks for more, the request fails and the error
    /// says so.
    /// </summary>
    internal static readonly TimeSpan MaximumDelay = RetryPolicy.MaximumRetryAfter;

    // A Retry-After of days is a mistake or an attack.
    private static readonly TimeSpan MaximumRetryAfter = TimeSpan.FromHours(1);

    // Timers are late by up to 16 ms. What was missed within this time is made up for, so that the rate is kept.
    private static readonly TimeSpan MaximumCatchUp = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly Queue<WaitingRequest> _queue = new();
    private ITimer? _timer;
    private long _timerDue;

    // The requests of the current second and of the one before it: the rate that was too high when a 429 comes.
    private long _second;
    private int _inSecond;
    private int _inPreviousSecond;

    private readonly RequestRate _rate = new();

    // Timestamps of _time.
    private long _slowedAt;
    private long _lastSlot;
    private long _closedUntil = long.MinValue;

    /// <summary>Makes a pacer without a limit.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public RequestPacer(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>The maximum rate at present, in requests per second; null when there is no limit.</summary>
    internal double? RequestsPerSecond
    {
        get
        {
            lock (_gate) return _rate.PerSecond;
        }
    }

    /// <summary>The share of the account's request rate; null for all of it. It may change at any time.</summary>
    public RequestShare? Share
    {
        get
        {
            lock (_gate) return _rate.Share;
        }

        set
        {
            lock (_gate)
            {
                _rate.Share = value;
                SendDue(_time.GetTimestamp());
            }
        }
    }

    /// <summary>Completes when the request may be sent.</summary>
    /// <returns>When it is sent, for <see cref="Recover"/> and <see cref="Slow"/>.</returns>
    /// <exception cref="SeedanceException">The service allows no request for longer than <see
    /// cref="MaximumDelay"/>.</exception>
    internal ValueTask<long> EnterAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            if (TimeClosed(now) is { } pause && pause > MaximumDelay) throw Closed(taskId, pause);
            if (_queue.Count == 0 && NextSlot() <= now) return new ValueTask<long>(Send(now, slot: now));
            return new ValueTask<long>(EnqueueAsync(taskId, now, cancellationToken));
        }
    }

    /// <summary>A request succeeded: the rate rises a little.</summary>
    /// <param name="sentAt">When the request was sent: one that was sent before the last decrease does not concern the
    /// new rate.</param>
    internal void Recover(long sentAt)
    {
        lock (_gate)
        {
            if (_rate.PerSecond is null || sentAt < _slowedAt) return;
            _rate.Raise();
            SendDue(_time.GetTimestamp());
        }
    }

    /// <summary>The response to a request was 429.</summary>
    /// <param name="sentAt">When the request was sent: one that was sent before the last decrease does not concern the
    /// new rate.</param>
    internal void Slow(long sentAt)
    {
        lock (_gate)
        {
            if (_rate.PerSecond is not null && sentAt < _slowedAt) return;
            var now = _time.GetTimestamp();
            CountSeconds(now);
            _rate.Lower(Math.Max(_inSecond, _inPreviousSecond));
            _slowedAt = now;
            _lastSlot = Math.Max(_lastSlot, now);
            SetTimer(now);
        }
    }

    /// <summary>The service allows no request for a while.</summary>
    /// <param name="retryAfter">For how long; one above an hour counts as an hour.</param>
    internal void Close(TimeSpan retryAfter)
    {
        if (retryAfter > MaximumRetryAfter) retryAfter = MaximumRetryAfter;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _closedUntil = Math.Max(_closedUntil, now + (long)(retryAfter.TotalSeconds * _time.TimestampFrequency));
            if (TimeClosed(now) is { } pause && pause > MaximumDelay) FailAll(pause);
            else SetTimer(now);
        }
    }

    private Task<long> EnqueueAsync(string taskId, long now, CancellationToken cancellationToken)
    {
        var request = new WaitingRequest(taskId, cancellationToken);
        // A cancelled request stays in the queue until its turn; it then takes no slot. The callback must not take the
        // lock: a registration is disposed of while the lock is held, and that waits for the callback.
        request.Cancellation = cancellationToken.Register(static r => ((WaitingRequest)r!).Cancel(), request);
        _queue.Enqueue(request);
        SetTimer(now);
        return request.Task;
    }

    // When the first request of the queue may be sent.
    private long NextSlot()
    {
        var slot = _rate.PerSecond is { } rate ? _lastSlot + (long)(_time.TimestampFrequency / rate) : long.MinValue;
        return Math.Max(slot, _closedUntil);
    }

    private TimeSpan? TimeClosed(long now) => _closedUntil > now ? _time.GetElapsedTime(now, _closedUntil) : null;

    private void SendDue(long now)
    {
        while (_queue.Count > 0 && NextSlot() <= now)
        {
            var request = _queue.Dequeue();
            if (request.TrySetResult(now)) Send(now, NextSlot());
            request.Cancellation.Dispose();
        }

        SetTimer(now);
    }

    private long Send(long now, long slot)
    {
        CountSeconds(now);
        _inSecond++;
        _lastSlot = Math.Max(slot, now - (long)(MaximumCatchUp.TotalSeconds * _time.TimestampFrequency));
        return now;
    }

    private void CountSeconds(long now)
    {
        var second = now / _time.TimestampFrequency;
        if (second == _second) return;
        _inPreviousSecond = second == _second + 1 ? _inSecond : 0;
        _inSecond = 0;
        _second = second;
    }

    private void SetTimer(long now)
    {
        var due = NextSlot();
        if (_queue.Count > 0 && _timer is not null && _timerDue == due) return;
        _timer?.Dispose();
        _timer = null;
        if (_queue.Count == 0) return;
        _timerDue = due;
        var delay = due > now ? _time.GetElapsedTime(now, due) : TimeSpan.Zero;
        // Timers count whole milliseconds: rounded down, one would be early.
        delay = TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
        _timer = _time.CreateTimer(
            static pacer => ((RequestPacer)pacer!).OnTimer(), this, delay, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            SendDue(_time.GetTimestamp());
        }
    }

    private void FailAll(TimeSpan pause)
    {
        foreach (var request in _queue)
        {
            request.TrySetException(Closed(request.TaskId, pause));
            request.Cancellation.Dispose();
        }

        _queue.Clear();
    }

    private SeedanceException Closed(string taskId, TimeSpan pause) => new(
        Failure.RateLimited,
        $"The service allows no requests until {_time.GetUtcNow() + pause:u}, so task '{taskId}' was not requested.",
        taskId)
    {
        RetryAfter = pause,
    };

    private sealed class WaitingRequest(string taskId, CancellationToken cancellationToken)
        : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string TaskId => taskId;

        public CancellationTokenRegistration Cancellation { get; set; }

        public void Cancel() => TrySetCanceled(cancellationToken);
    }
}
