using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// The message loop between concurrent work and the pipeline. Work runs as tasks, which post actions
/// for the pipeline. The pipeline thread runs the actions, because PowerShell allows Write* and ShouldProcess on no
/// other thread.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // Ctrl+C must return within 200 ms. This is the part of it in which cancelled work may close its files.
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(120);

    // How often a command that only waits updates its progress.
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Action> _posted = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly object _gate = new();
    private PipelineCommands? _pipeline;
    private int _running;
    private long _lastTick;
    private volatile bool _isWaiting;
    private bool _disposed;

    /// <summary>Cancelled by Ctrl+C, and when the pipeline ends early.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Registers this command with the others of its pipeline.</summary>
    protected override void BeginProcessing() => _pipeline = RunspaceState.Current.Pipelines.Join(this);

    /// <summary>
    /// Starts work in the background. Exceptions that it throws become errors with the id Unexpected.
    /// </summary>
    protected void Run(Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            _running++;
            _idle.Reset();
        }

        // Work may do much before its first await, and that must not hold up the pipeline thread.
        _ = Task.Run(() => RunAsync(work));
    }

    /// <summary>
    /// Hands an action to the pipeline thread. May be called from any thread; has no effect once the command has ended.
    /// </summary>
    protected void Post(Action action)
    {
        if (TryPost(action)) _pipeline?.WakeUpstreamOf(this);
    }

    /// <summary>Runs the posted actions; returns at once when there are none.</summary>
    protected void Drain()
    {
        DrainPosted();
        _pipeline?.GiveTurnsAfter(this);
    }

    /// <summary>Runs actions as they are posted until no work is left.</summary>
    protected void DrainUntilIdle() => DrainWhile(() => IsBusy || _posted.Count > 0);

    /// <summary>
    /// Gives later commands of the pipeline their turn until a task has ended, whatever its outcome. Returns at once
    /// when there are none.
    /// </summary>
    protected void DrainUntil(Task task)
    {
        if (task.IsCompleted || _pipeline?.HasCommandsAfter(this) != true) return;
        task.ContinueWith(
            _ =>
                TryPost(
                    static () => { }), StopToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        DrainWhile(() => !task.IsCompleted);
    }

    /// <summary>
    /// Called on the pipeline thread after every action, and a few times a second while there is none. Writes progress.
    /// </summary>
    protected virtual void OnTick()
    {
    }

    /// <summary>Cancels all work; the pipeline thread wakes up at once.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Cancels what is still running and gives it a moment to close its files.</summary>
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
        _pipeline?.Leave(this);
        _stop.Cancel();
        _posted.CompleteAdding();
        _idle.Wait(StopGrace);
    }

    /// <summary>Wakes the pipeline thread when it waits in this command. May be called from any thread.</summary>
    internal void Wake()
    {
        if (_isWaiting) TryPost(static () => { });
    }

    /// <summary>
    /// Runs the posted actions while an earlier command of the pipeline waits. To be called on the pipeline thread.
    /// </summary>
    internal void TakeTurn()
    {
        if (_posted.Count == 0
            && Stopwatch.GetTimestamp() - _lastTick < TickInterval.TotalSeconds * Stopwatch.Frequency)
            return;
        using var permission = EngineInternals.AllowToWrite(CommandRuntime);
        if (permission is null) return;
        try
        {
            DrainPosted();
        }
        catch (Exception e) when (e is not (PipelineStoppedException or FlowControlException))
        {
            // As the engine does it with what a command throws in its own turn: the error belongs to this command.
            throw EngineInternals.ManageException(CommandRuntime, e);
        }
    }

    private bool IsBusy
    {
        get
        {
            lock (_gate) return _running > 0;
        }
    }

    private bool TryPost(Action action)
    {
        try
        {
            _posted.Add(action);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // The command has ended.
            return false;
        }
    }

    private void DrainPosted()
    {
        while (_posted.TryTake(out var action)) action();
        Tick();
    }

    /// <summary>Runs actions as they are posted while a condition holds, which they change.</summary>
    protected void DrainWhile(Func<bool> condition)
    {
        _isWaiting = true;
        try
        {
            while (condition())
            {
                _pipeline?.GiveTurnsAfter(this);
                if (_posted.TryTake(out var action, (int)TickInterval.TotalMilliseconds, StopToken)) action();
                Tick();
            }
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _isWaiting = false;
        }
    }

    private void Tick()
    {
        _lastTick = Stopwatch.GetTimestamp();
        OnTick();
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(StopToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // The command is being stopped. Any other cancellation is a defect and is reported as one.
        }
        catch (Exception e)
        {
            Post(() => WriteError(ErrorRecords.Unexpected(e)));
        }

        lock (_gate)
        {
            if (--_running == 0) _idle.Set();
        }

        // Wakes the pipeline thread, so that it sees that the work has ended.
        TryPost(static () => { });
    }
}
