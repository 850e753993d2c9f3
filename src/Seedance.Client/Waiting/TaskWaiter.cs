using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Seedance.Api;
using Seedance.Http;

namespace Seedance.Waiting;

/// <summary>
/// Waits for any number of tasks in one loop: a queue of due times, one timer, a bounded number of questions under way.
/// Tasks may be added while it runs. All state belongs to the loop; everything else reaches it through its mailbox.
/// </summary>
public sealed class TaskWaiter
{
    // A word that stays unknown for so long will not become known: "polled for ever" is what users complained of.
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromHours(1);

    // So many failures in a row are worth a warning; the wait goes on.
    private const int FailuresToWarnOf = 5;

    private const int MailAtOnce = 64;

    private readonly Func<string, CancellationToken, Task<SeedanceTask>> _query;
    private readonly RetryPolicy _retry;
    private readonly TaskWaiterOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Channel<Message> _mailbox = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly Dictionary<string, WaitingTask> _waiting = new(StringComparer.Ordinal);
    private readonly DueQueue<WaitingTask> _due = new();
    private readonly Queue<WaitResult> _ready = new();
    private readonly Queue<Message> _snapshots = new();
    private readonly UnknownStatusWarnings _unknownWords = new();
    private TimeSpan? _timerDue;
    private int _underWay;
    private bool _isComplete;
    private bool _hasWarnedOfTrouble;

    /// <summary>Makes a waiter; its timeout starts now.</summary>
    public TaskWaiter(SeedanceClient client, TaskWaiterOptions options)
        : this(client.QueryAsync, client.Retry, client.Options.TimeProvider, options)
    {
    }

    internal TaskWaiter(
        Func<string, CancellationToken, Task<SeedanceTask>> query, RetryPolicy retry, TimeProvider time, TaskWaiterOptions options)
    {
        _query = query;
        _retry = retry.ForWaiting(options.MaximumRetryCount);
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
    }

    // Since the start, by a clock that nobody sets.
    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Adds an id. One that is waited for already is polled once and gives one result for each call.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="WaitResult.State"/>.</param>
    public void Add(string id, object? state = null) => _mailbox.Writer.TryWrite(new Message(MessageKind.Added, Id: id, State: state));

    /// <summary>Adds a task that is known already: the first poll is sent when it may be done. A terminal one is its own result.</summary>
    /// <param name="task">The task.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="WaitResult.State"/>.</param>
    public void Add(SeedanceTask task, object? state = null) =>
        _mailbox.Writer.TryWrite(new Message(MessageKind.Added, Id: task.Id, Task: task, State: state));

    /// <summary>Says that no more tasks come: the wait ends with the last one.</summary>
    public void Complete() => _mailbox.Writer.TryWrite(new Message(MessageKind.Completed));

    /// <summary>Asks the loop for a picture of itself. May be called from any thread; ends when the loop has answered or ended.</summary>
    public Task<WaitSnapshot?> GetSnapshotAsync(int closest)
    {
        var answer = new TaskCompletionSource<WaitSnapshot?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_mailbox.Writer.TryWrite(new Message(MessageKind.Snapshot, Closest: closest, Answer: answer))) answer.TrySetResult(null);
        return answer.Task;
    }

    /// <summary>Waits, and gives each task's result the moment it exists. To be called once.</summary>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<WaitResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var timer = _time.CreateTimer(
            _ => _mailbox.Writer.TryWrite(new Message(MessageKind.Tick)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // What is under way ends with the loop, whatever ends it.
        using var polls = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                if (_options.Timeout <= Now) GiveUpAll();
                while (_ready.Count > 0) yield return _ready.Dequeue();
                if (_isComplete && _waiting.Count == 0) break;
                StartDue(polls.Token);
                SetTimer(timer);
                AnswerSnapshots();
                await _mailbox.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
                // Not all at once: who writes without a pause must not keep due questions waiting.
                for (var taken = 0; taken < MailAtOnce && _mailbox.Reader.TryRead(out var message); taken++) Handle(message);
            }
        }
        finally
        {
            polls.Cancel();
            _mailbox.Writer.TryComplete();
            while (_mailbox.Reader.TryRead(out var message)) message.Answer?.TrySetResult(null);
            while (_snapshots.Count > 0) _snapshots.Dequeue().Answer!.TrySetResult(null);
        }
    }

    /// <summary>Waits, and hands each task's result over the moment it exists, one at a time.</summary>
    /// <param name="report">Takes a result; must not block for long.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(Action<WaitResult> report, CancellationToken cancellationToken)
    {
        await foreach (var result in RunAsync(cancellationToken).ConfigureAwait(false)) report(result);
    }

    private void Handle(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Added:
                Admit(message.Id!, message.Task, message.State);
                break;
            case MessageKind.Completed:
                _isComplete = true;
                break;
            case MessageKind.Answered:
                _underWay--;
                if (!IsWaiting(message.Waiting!)) break;
                if (message.Error is null) Digest(message.Waiting!, message.Task!);
                else Digest(message.Waiting!, message.Error);
                break;
            case MessageKind.Snapshot:
                _snapshots.Enqueue(message);
                break;
            case MessageKind.Tick:
                _timerDue = null;
                break;
        }
    }

    private void Admit(string id, SeedanceTask? known, object? state)
    {
        if (known is { IsTerminal: true })
        {
            _ready.Enqueue(new WaitResult(id, known, null, state));
        }
        else if (_waiting.TryGetValue(id, out var waiting))
        {
            waiting.AddCaller(state);
        }
        else
        {
            var now = Now;
            _waiting.Add(id, waiting = new WaitingTask(id, now, _retry.NewState(), state));
            if (known is null) _due.Add(now, waiting);
            else Await(waiting, known, now);
        }
    }

    private void Digest(WaitingTask waiting, SeedanceTask task)
    {
        var now = Now;
        Announce(waiting, task, now);
        if (!task.IsTerminal)
        {
            Await(waiting, task, now);
            return;
        }

        if (waiting.Last is { } last)
        {
            if (task.Status == SeedanceTaskStatus.Completed)
            {
                _options.Schedule.Learn(task.Model ?? last.Model, waiting.AgeAtLastAnswer, waiting.AgeAt(now));
                // Seen unfinished and now completed: the day began in between, so this is when it ends at the latest.
                if (task is { VideoUrl: not null, VideoUrlExpires: null }) task = task with { VideoUrlExpires = _time.GetUtcNow() + SeedanceTask.VideoUrlLifetime };
            }
        }

        Finish(waiting, task, null);
    }

    private void Await(WaitingTask waiting, SeedanceTask task, TimeSpan now)
    {
        waiting.Answered(task, now, _time.GetUtcNow());
        if (waiting.UnknownFor(now) >= LongestUnknown)
        {
            Finish(waiting, null, new SeedanceException(
                Failure.StatusUnknown,
                $"For an hour the service has called the status of task '{task.Id}' '{ServiceText.Clean(task.StatusText)}', a word this module does not know.",
                task.Id)
            {
                LastKnownTask = task,
            });
            return;
        }

        _due.Add(now + _options.Schedule.NextPause(task, waiting.AgeAt(now), _waiting.Count, Jitter.Next()), waiting);
    }

    private void Digest(WaitingTask waiting, SeedanceException error)
    {
        if (!waiting.TryGetNextDelay(error, out var delay))
        {
            Finish(waiting, null, waiting.FailuresInARow == 1 ? error : GivenUp(waiting, error));
            return;
        }

        if (waiting.FailuresInARow == FailuresToWarnOf && !_hasWarnedOfTrouble)
        {
            _hasWarnedOfTrouble = true;
            Say(true, $"{waiting.FailuresInARow} questions in a row have failed, the last with: {error.Message} The wait goes on.");
        }

        // Rescheduled, not retried in place: a task in trouble holds nobody else up.
        _due.Add(Now + delay, waiting);
    }

    private static SeedanceException GivenUp(WaitingTask waiting, SeedanceException error) => new(
        error.Failure,
        $"{error.Message} Task '{waiting.Id}' is given up after {waiting.FailuresInARow} failures in a row{Fate(error.Failure)}.",
        waiting.Id, error)
    {
        StatusCode = error.StatusCode,
        ServiceMessage = error.ServiceMessage,
        LastKnownTask = waiting.Last,
    };

    private static string Fate(Failure failure) => failure == Failure.TaskNotFound ? "" : "; it may still be running at the service";

    private void Finish(WaitingTask waiting, SeedanceTask? task, SeedanceException? error)
    {
        _waiting.Remove(waiting.Id);
        foreach (var state in waiting.States) _ready.Enqueue(new WaitResult(waiting.Id, task, error, state));
    }

    private void GiveUpAll()
    {
        foreach (var waiting in _waiting.Values.ToArray())
        {
            var last = waiting.Last is { } task
                ? $"its last known status is '{ServiceText.Clean(task.StatusText)}'"
                : "the service has not answered for it yet";
            var trouble = waiting.LastFailure is { } failure ? $", and the last question failed: {failure.Message}" : ".";
            Finish(waiting, null, new SeedanceException(
                Failure.WaitTimedOut,
                $"Task '{waiting.Id}' did not finish within {_options.Timeout!.Value.TotalSeconds:0.###} seconds; {last}{trouble}",
                waiting.Id, waiting.LastFailure)
            {
                LastKnownTask = waiting.Last,
            });
        }
    }

    private void Announce(WaitingTask waiting, SeedanceTask task, TimeSpan now)
    {
        if (_options.OnNotice is null) return;
        if (_unknownWords.WarningFor(task) is { } warning) Say(true, warning);
        if (waiting.Last?.StatusText == task.StatusText) return;
        var before = waiting.Last is { } last ? $"{ServiceText.Clean(last.StatusText)} → " : "";
        Say(false, $"{task.Id}: {before}{ServiceText.Clean(task.StatusText)}, age {Seconds(waiting.Last is null ? AgeOf(task) : waiting.AgeAt(now))}");
    }

    private TimeSpan? AgeOf(SeedanceTask task) => _time.GetUtcNow() - task.Created;

    private static string Seconds(TimeSpan? age) => age is { } known ? $"{known.TotalSeconds:0} s" : "unknown";

    private void Say(bool isWarning, string message) => _options.OnNotice?.Invoke(new WaitNotice(isWarning, message));

    private bool IsWaiting(WaitingTask waiting) => _waiting.TryGetValue(waiting.Id, out var current) && current == waiting;

    private void StartDue(CancellationToken cancellationToken)
    {
        var now = Now;
        while (_underWay < _options.ThrottleLimit && _due.NextDue <= now)
        {
            var waiting = _due.Take();
            if (!IsWaiting(waiting)) continue;
            _underWay++;
            _ = PollAsync(waiting, cancellationToken);
        }
    }

    // Never throws: what goes wrong is a message too.
    private async Task PollAsync(WaitingTask waiting, CancellationToken cancellationToken)
    {
        SeedanceTask? task = null;
        SeedanceException? error = null;
        try
        {
            task = await _query(waiting.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            error = e;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            error = SeedanceException.Unexpected(waiting.Id, e);
        }

        _mailbox.Writer.TryWrite(new Message(MessageKind.Answered, Waiting: waiting, Task: task, Error: error));
    }

    private void SetTimer(ITimer timer)
    {
        var next = _underWay < _options.ThrottleLimit ? _due.NextDue : null;
        if (_waiting.Count > 0 && _options.Timeout is { } deadline && !(next < deadline)) next = deadline;
        // One that is set already for no later will do: setting it costs more than waking up once too often.
        if (next is null || _timerDue <= next) return;
        var pause = next.Value - Now;
        if (pause > Clock.LongestTimer) pause = Clock.LongestTimer;
        // Rounded up, as timers count whole milliseconds: too early a wake-up would find nothing due.
        timer.Change(pause > TimeSpan.Zero ? pause + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _timerDue = next;
    }

    // Taken when all mail before has been seen to: results are handed over, due questions asked.
    private void AnswerSnapshots()
    {
        while (_snapshots.Count > 0)
        {
            var asked = _snapshots.Dequeue();
            asked.Answer!.TrySetResult(Snapshot(asked.Closest));
        }
    }

    private WaitSnapshot Snapshot(int closest)
    {
        var now = Now;
        var oldest = TimeSpan.Zero;
        var found = new List<(TimeSpan Left, WaitingTask Waiting)>(closest + 1);
        foreach (var waiting in _waiting.Values)
        {
            var age = waiting.AgeAt(now);
            if (age > oldest) oldest = age;
            if (closest == 0 || waiting.Last is not { } task) continue;
            var left = _options.Schedule.TypicalAge(task.Model) - age;
            if (found.Count == closest && left >= found[closest - 1].Left) continue;
            var at = found.FindIndex(f => f.Left > left);
            found.Insert(at < 0 ? found.Count : at, (left, waiting));
            if (found.Count > closest) found.RemoveAt(closest);
        }

        var next = _due.NextDue - now;
        return new WaitSnapshot(_waiting.Count, _underWay, oldest, next < TimeSpan.Zero ? TimeSpan.Zero : next,
        [
            .. found.Select(f => new WaitingTaskView(
                f.Waiting.Id,
                ServiceText.Clean(f.Waiting.Last!.StatusText),
                f.Waiting.AgeAt(now), _options.Schedule.TypicalAge(f.Waiting.Last.Model))),
        ]);
    }

    private enum MessageKind
    {
        Added,
        Completed,
        Answered,
        Snapshot,
        Tick,
    }

    private readonly record struct Message(
        MessageKind Kind,
        string? Id = null,
        WaitingTask? Waiting = null,
        SeedanceTask? Task = null,
        SeedanceException? Error = null,
        int Closest = 0,
        object? State = null,
        TaskCompletionSource<WaitSnapshot?>? Answer = null);
}
