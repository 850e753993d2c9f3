using System.Collections.Concurrent;
using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// The pump between work and pipeline. Work runs as tasks; whatever it has for the pipeline it posts as an action,
/// and only the pipeline thread runs those: PowerShell allows Write* and ShouldProcess nowhere else.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // Ctrl+C must return within 200 ms: so long may what was cancelled take to close its files.
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(120);

    // How often a command that only waits may look around: often enough for a progress bar, rarely enough to cost nothing.
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Action> _posted = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly object _gate = new();
    private int _running;
    private bool _disposed;

    /// <summary>Cancelled by Ctrl+C, and when the pipeline ends early.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Starts work in the background. Its failures must be its own: what it throws is an error record without a name.</summary>
    protected void Run(Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            _running++;
            _idle.Reset();
        }

        // Work may do much before its first await: that must not hold up the pipeline thread.
        _ = Task.Run(() => RunAsync(work));
    }

    /// <summary>Hands an action to the pipeline thread. May be called from any thread; does nothing once the command has ended.</summary>
    protected void Post(Action action)
    {
        try
        {
            _posted.Add(action);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // The command has ended: nobody listens any more.
        }
    }

    /// <summary>Runs the actions that are waiting; returns at once when there are none.</summary>
    protected void Drain()
    {
        while (_posted.TryTake(out var action)) action();
        OnTick();
    }

    /// <summary>Runs actions as they come until no work is left.</summary>
    protected void DrainUntilIdle()
    {
        try
        {
            while (IsBusy || _posted.Count > 0)
            {
                if (_posted.TryTake(out var action, (int)TickInterval.TotalMilliseconds, StopToken)) action();
                OnTick();
            }
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Called on the pipeline thread after every action, and a few times a second while there is none: the place for progress.</summary>
    protected virtual void OnTick()
    {
    }

    /// <summary>Cancels all work; the pipeline thread wakes up at once.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends what is still running and waits a moment for it to close its files.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _disposed) return;
        _disposed = true;
        _stop.Cancel();
        _posted.CompleteAdding();
        _idle.Wait(StopGrace);
    }

    private bool IsBusy
    {
        get
        {
            lock (_gate) return _running > 0;
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(StopToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Only a stop cancels work, and the stop itself says so.
        }
        catch (Exception e)
        {
            Post(() => WriteError(ErrorRecords.Unexpected(e)));
        }

        lock (_gate)
        {
            if (--_running == 0) _idle.Set();
        }

        // Wakes the pipeline thread, so that it notices.
        Post(static () => { });
    }
}
