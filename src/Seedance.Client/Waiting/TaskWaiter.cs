using System.Threading.Channels;
using Seedance.Api;
using Seedance.Http;

namespace Seedance.Waiting;

/// <summary>
/// Waits for any number of tasks in one event loop: a queue of due times, one timer, a limited number of polls in
/// flight. Tasks may be added while it runs. Only the loop touches the state; everything else sends it messages.
/// </summary>
public sealed class TaskWaiter
{
    // A status value that stays unknown for so long is given up. Other clients polled such tasks for ever.
    private static readonly TimeSpan MaximumUnknownTime = TimeSpan.FromHours(1);

    // Between two looks at the due polls: a caller that adds tasks without a pause must not delay them.
    private const int MaximumMessagesAtOnce = 64;

    private readonly RequestPacer? _pacer;
    private readonly RetryPolicy _retry;
    private readonly TaskWaiterOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly WaitDeadline _deadline;
    private readonly WaitNotices _notices;
    private readonly Channel<WaitMessage> _messages =
        Channel.CreateUnbounded<WaitMessage>(new() { SingleReader = true });

    private readonly Dictionary<string, WaitingTask> _waiting = new(StringComparer.Ordinal);
    private readonly PollQueue _polls;
    private readonly Queue<WaitResult> _results = new();
    private readonly Queue<SnapshotRequested> _snapshots = new();
    private bool _isComplete;

    /// <summary>Makes a waiter. Its time limit starts now.</summary>
    public TaskWaiter(SeedanceClient client, TaskWaiterOptions options)
        : this(client.QueryAsync, client.Retry, client.Options.TimeProvider, options) => _pacer = client.Pacer;

    internal TaskWaiter(
        Func<string, CancellationToken, Task<SeedanceTask>> query,
        RetryPolicy retry,
        TimeProvider time,
        TaskWaiterOptions options)
    {
        _retry = retry.ForWaiting(options.MaximumRetryCount);
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _deadline = new WaitDeadline(options.Timeout);
        _notices = new WaitNotices(options.OnNotice, time);
        _polls = new PollQueue(query, options.ThrottleLimit, poll => _messages.Writer.TryWrite(poll));
    }

    // Since the start, by a clock that is never set.
    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Adds an id. One that is waited for already is polled once and gives one result for each call.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="WaitResult.State"/>.</param>
    public void Add(string id, object? state = null) => _messages.Writer.TryWrite(new TaskAdded(id, null, state));

    /// <summary>
    /// Adds a task object. A terminal one is its own result. Another is polled at once, unless it was fetched a moment
    /// ago.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="WaitResult.State"/>.</param>
    public void Add(SeedanceTask task, object? state = null) =>
        _messages.Writer.TryWrite(new TaskAdded(task.Id, task, state));

    /// <summary>States that no more tasks will be added: the wait ends with the last one.</summary>
    public void Complete() => _messages.Writer.TryWrite(new AddingCompleted());

    /// <summary>Requests a snapshot, taken when all earlier messages are handled and due polls are sent.</summary>
    /// <param name="maximumTasks">The maximum number of tasks in <see cref="WaitSnapshot.ClosestToDone"/>.</param>
    /// <returns>The snapshot; null when the wait has ended.</returns>
    public Task<WaitSnapshot?> GetSnapshotAsync(int maximumTasks)
    {
        var completion = new TaskCompletionSource<WaitSnapshot?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_messages.Writer.TryWrite(new SnapshotRequested(maximumTasks, completion))) completion.TrySetResult(null);
        return completion.Task;
    }

    /// <summary>Waits for all tasks. To be called once.</summary>
    /// <param name="onResult">Receives each result as soon as it exists, one at a time; must not block.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(Action<WaitResult> onResult, CancellationToken cancellationToken)
    {
        using var timer = new LoopTimer(_time, elapsed => _messages.Writer.TryWrite(new TimerElapsed(elapsed)));
        using var polls = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                TimeOutWhenReached();
                while (_results.Count > 0) onResult(_results.Dequeue());
                if (_isComplete && _waiting.Count == 0) break;
                _polls.StartDue(Now, polls.Token);
                timer.Set(NextTurn(), Now);
                CompleteSnapshots();
                await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
                HandleMessages(MaximumMessagesAtOnce);
            }
        }
        finally
        {
            polls.Cancel();
            _messages.Writer.TryComplete();
            foreach (var waiting in _waiting.Values) waiting.Finish(null, null);
            while (_messages.Reader.TryRead(out var message))
                (message as SnapshotRequested)?.Completion.TrySetResult(null);
            while (_snapshots.Count > 0) _snapshots.Dequeue().Completion.TrySetResult(null);
        }
    }

    private void HandleMessages(int maximum)
    {
        for (var i = 0; i < maximum && _messages.Reader.TryRead(out var message); i++) Handle(message);
    }

    private void Handle(WaitMessage message)
    {
        switch (message)
        {
            case TaskAdded added:
                Register(added);
                break;
            case AddingCompleted:
                _isComplete = true;
                break;
            case PollEnded poll:
                _polls.End();
                if (!poll.Waiting.IsFinished) HandlePoll(poll);
                break;
            case SnapshotRequested snapshot:
                _snapshots.Enqueue(snapshot);
                break;
            case TimerElapsed elapsed:
                elapsed.Timer.Reset();
                break;
        }
    }

    private void Register(TaskAdded added)
    {
        var (id, task, state) = added;
        if (task is { IsTerminal: true })
        {
            _results.Enqueue(new WaitResult(id, task, null, state));
            return;
        }

        if (_waiting.TryGetValue(id, out var waiting))
        {
            waiting.AddCaller(state);
            return;
        }

        var (now, utcNow) = (Now, _time.GetUtcNow());
        _waiting.Add(id, waiting = new WaitingTask(id, now, new RetryState(_retry), state));
        if (task is not null)
        {
            _notices.WriteStatus(waiting, task, now);
            waiting.Update(task, now, utcNow);
        }

        if (task is not null && PollSchedule.IsFresh(task, utcNow)) ScheduleNextPoll(waiting, task, now);
        else _polls.Add(now, waiting);
    }

    private void HandlePoll(PollEnded poll)
    {
        var waiting = poll.Waiting;
        if (poll.Error is { } error)
        {
            HandleFailure(waiting, error);
            return;
        }

        var now = Now;
        var task = poll.Task!;
        _notices.WriteStatus(waiting, task, now);
        if (task.IsTerminal)
        {
            Finish(waiting, waiting.WithLatestExpiry(task, _time.GetUtcNow()), null);
            return;
        }

        waiting.Update(task, now, _time.GetUtcNow());
        if (waiting.UnknownFor(now) < MaximumUnknownTime) ScheduleNextPoll(waiting, task, now);
        else Finish(waiting, null, WaitErrors.StatusUnknown(task, MaximumUnknownTime));
    }

    private void ScheduleNextPoll(WaitingTask waiting, SeedanceTask task, TimeSpan now)
    {
        var due = now + _options.Schedule.NextInterval(task, waiting.AgeAt(now), _waiting.Count, Jitter.Next());
        _polls.Add(_deadline.LimitDue(due, now, _waiting.Count, _pacer?.RequestsPerSecond), waiting);
    }

    private void HandleFailure(WaitingTask waiting, SeedanceException error)
    {
        if (!waiting.TryGetNextDelay(error, out var delay))
        {
            Finish(waiting, null, WaitErrors.GivenUp(waiting, error));
            return;
        }

        _notices.WriteFailure(waiting, error);
        // Scheduled instead of retried in place, so that the other tasks are not delayed.
        var now = Now;
        var due = now + delay;
        // The service allows no request before a Retry-After has passed, not even the last one.
        if (error.RetryAfter is null) due = _deadline.LimitDue(due, now, _waiting.Count, _pacer?.RequestsPerSecond);
        _polls.Add(due, waiting);
    }

    private void Finish(WaitingTask waiting, SeedanceTask? task, SeedanceException? error)
    {
        _waiting.Remove(waiting.Id);
        waiting.Finish(task, error);
        foreach (var state in waiting.States) _results.Enqueue(new WaitResult(waiting.Id, task, error, state));
    }

    private void TimeOutWhenReached()
    {
        if (!_deadline.IsReached(Now)) return;
        // Responses that have arrived already count.
        HandleMessages(int.MaxValue);
        foreach (var waiting in _waiting.Values.ToArray())
            Finish(waiting, null, WaitErrors.TimedOut(waiting, _deadline.Timeout!.Value));
    }

    // When the loop has something to do, unless a message comes before.
    private TimeSpan? NextTurn()
    {
        var next = _polls.NextStart;
        return _waiting.Count > 0 && _deadline.Timeout is { } timeout && !(next < timeout) ? timeout : next;
    }

    private void CompleteSnapshots()
    {
        while (_snapshots.Count > 0)
        {
            var (maximumTasks, completion) = _snapshots.Dequeue();
            completion.TrySetResult(
                WaitSnapshot.Take(_waiting.Values, _polls.InFlight, Now, _polls.NextDue, maximumTasks));
        }
    }
}
