using System.Threading.Channels;
using Seedance.Transport;

namespace Seedance.Waiting;

/// <summary>
/// Waits for any number of tasks in one loop: a queue of due times, one timer, a bounded number of questions under way.
/// Ids may be added while it runs. All state belongs to the loop; everything else reaches it through its mailbox.
/// </summary>
public sealed class TaskWaiter
{
    private readonly SeedanceClient _client;
    private readonly TaskWaiterOptions _options;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset? _deadline;
    private readonly Channel<Message> _mailbox = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly Dictionary<string, WaitingTask> _waiting = new(StringComparer.Ordinal);
    private readonly DueQueue<WaitingTask> _due = new();
    private int _underWay;
    private bool _complete;

    /// <summary>Makes a waiter; its timeout starts now.</summary>
    public TaskWaiter(SeedanceClient client, TaskWaiterOptions options)
    {
        _client = client;
        _options = options;
        _time = client.Options.TimeProvider;
        _deadline = options.Timeout is { } timeout ? _time.GetUtcNow() + timeout : null;
    }

    /// <summary>Adds an id. One that is being waited for already is polled once and answered for each time.</summary>
    public void Add(string id) => _mailbox.Writer.TryWrite(new Message(MessageKind.Added, Id: id));

    /// <summary>Says that no more ids come: the wait ends with the last one.</summary>
    public void Complete() => _mailbox.Writer.TryWrite(new Message(MessageKind.Completed));

    /// <summary>Waits, and hands over each id's result the moment it exists, one at a time.</summary>
    /// <param name="report">Takes a result; must not block for long.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    public async Task RunAsync(Action<WaitResult> report, CancellationToken cancellationToken)
    {
        using var timer = _time.CreateTimer(
            _ => _mailbox.Writer.TryWrite(new Message(MessageKind.Tick)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // What is under way ends with the loop, whatever ends it.
        using var polls = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (!(_complete && _waiting.Count == 0))
            {
                if (_deadline <= _time.GetUtcNow())
                {
                    GiveUpAll(report);
                    continue;
                }

                StartDue(polls.Token);
                SetTimer(timer);
                await _mailbox.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
                while (_mailbox.Reader.TryRead(out var message)) Handle(message, report);
            }
        }
        finally
        {
            polls.Cancel();
        }
    }

    private void Handle(Message message, Action<WaitResult> report)
    {
        switch (message.Kind)
        {
            case MessageKind.Added:
                Admit(message.Id!);
                break;
            case MessageKind.Completed:
                _complete = true;
                break;
            case MessageKind.Answered:
                _underWay--;
                if (_waiting.ContainsKey(message.Waiting!.Id)) Digest(message.Waiting, message.Task, message.Error, report);
                break;
            case MessageKind.Tick:
                break;
        }
    }

    private void Admit(string id)
    {
        if (_waiting.TryGetValue(id, out var known))
        {
            known.Callers++;
            return;
        }

        var now = _time.GetUtcNow();
        var waiting = new WaitingTask(id, now);
        _waiting.Add(id, waiting);
        _due.Add(now, waiting);
    }

    private void Digest(WaitingTask waiting, SeedanceTask? task, SeedanceException? error, Action<WaitResult> report)
    {
        var now = _time.GetUtcNow();
        if (error is null)
        {
            waiting.Failures = 0;
            waiting.Last = task;
            if (task!.IsTerminal) Finish(waiting, task, null, report);
            else _due.Add(now + _options.Schedule.NextDelay(task, now, waiting.FirstAsked, Jitter.Next()), waiting);
        }
        else if (_client.Retry.MayRetry(error, ++waiting.Failures))
        {
            // Rescheduled, not retried in place: a task in trouble holds nobody else up.
            _due.Add(now + _client.Retry.Delay(error, waiting.Failures), waiting);
        }
        else
        {
            Finish(waiting, null, error, report);
        }
    }

    private void Finish(WaitingTask waiting, SeedanceTask? task, SeedanceException? error, Action<WaitResult> report)
    {
        _waiting.Remove(waiting.Id);
        for (var caller = 0; caller < waiting.Callers; caller++) report(new WaitResult(waiting.Id, task, error));
    }

    private void GiveUpAll(Action<WaitResult> report)
    {
        foreach (var waiting in _waiting.Values.ToArray())
        {
            var last = waiting.Last is { } task ? $"its last known status is '{task.StatusText}'" : "the service has not answered for it yet";
            Finish(waiting, null, new SeedanceException(
                Failure.WaitTimedOut,
                $"Task '{waiting.Id}' did not finish within {_options.Timeout!.Value.TotalSeconds:0.###} seconds; {last}.",
                waiting.Id)
            {
                LastKnownTask = waiting.Last,
            }, report);
        }
    }

    private void StartDue(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        while (_underWay < _options.ThrottleLimit && _due.NextDue <= now)
        {
            var waiting = _due.Take();
            if (!_waiting.TryGetValue(waiting.Id, out var current) || current != waiting) continue;
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
            task = await _client.QueryAsync(waiting.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            error = e;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            error = new SeedanceException(
                Failure.ConnectionFailed, $"Asking for task '{waiting.Id}' failed: {e.Message}", waiting.Id, e);
        }

        _mailbox.Writer.TryWrite(new Message(MessageKind.Answered, Waiting: waiting, Task: task, Error: error));
    }

    private void SetTimer(ITimer timer)
    {
        var next = _underWay < _options.ThrottleLimit ? _due.NextDue : null;
        if (_waiting.Count > 0 && _deadline is { } deadline && !(next < deadline)) next = deadline;
        var delay = next - _time.GetUtcNow() ?? Timeout.InfiniteTimeSpan;
        if (next is not null && delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private enum MessageKind
    {
        Added,
        Completed,
        Answered,
        Tick,
    }

    private readonly record struct Message(
        MessageKind Kind, string? Id = null, WaitingTask? Waiting = null, SeedanceTask? Task = null, SeedanceException? Error = null);

    private sealed class WaitingTask(string id, DateTimeOffset firstAsked)
    {
        public string Id { get; } = id;

        public DateTimeOffset FirstAsked { get; } = firstAsked;

        public int Callers { get; set; } = 1;

        public int Failures { get; set; }

        public SeedanceTask? Last { get; set; }
    }
}
