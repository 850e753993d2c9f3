using Seedance.Telemetry;

namespace Seedance.Waiting;

/// <summary>The scheduled polls and those in flight. For one thread, except that polls end on any thread.</summary>
/// <param name="query">Queries a task with one request.</param>
/// <param name="throttleLimit">The maximum number of polls in flight.</param>
/// <param name="onEnded">Receives each poll that has ended; may be called from any thread.</param>
internal sealed class PollQueue(
    Func<string, CancellationToken, Task<SeedanceTask>> query, int throttleLimit, Action<PollEnded> onEnded)
{
    private readonly DueQueue<WaitingTask> _due = new();

    /// <summary>The number of polls in flight.</summary>
    public int InFlight { get; private set; }

    /// <summary>When the next poll is due; null when none is scheduled.</summary>
    public TimeSpan? NextDue => _due.NextDue;

    /// <summary>When the next poll can be sent; null when none is scheduled or the limit is reached.</summary>
    public TimeSpan? NextStart => InFlight < throttleLimit ? _due.NextDue : null;

    /// <summary>Schedules a poll.</summary>
    public void Add(TimeSpan due, WaitingTask waiting) => _due.Add(due, waiting);

    /// <summary>Sends the polls that are due, as far as the limit allows.</summary>
    public void StartDue(TimeSpan now, CancellationToken cancellationToken)
    {
        while (NextStart <= now)
        {
            var lag = now - _due.NextDue!.Value;
            var waiting = _due.Take();
            if (waiting.IsFinished) continue;
            Counters.RecordLag(lag);
            InFlight++;
            _ = PollAsync(waiting, cancellationToken);
        }
    }

    /// <summary>Counts a poll that has ended.</summary>
    public void End() => InFlight--;

    // Never throws: a failure is a result, too.
    private async Task PollAsync(WaitingTask waiting, CancellationToken cancellationToken)
    {
        SeedanceTask? task = null;
        SeedanceException? error = null;
        waiting.Span.MakeCurrent();
        try
        {
            task = await query(waiting.Id, cancellationToken).ConfigureAwait(false);
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

        onEnded(new PollEnded(waiting, task, error));
    }
}
