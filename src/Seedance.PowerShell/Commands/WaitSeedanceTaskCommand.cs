using System.Management.Automation;
using Seedance.PowerShell.Pipeline;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>Waits for tasks and writes each as soon as it is terminal, whatever its outcome.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SeedanceTask", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(SeedanceTask))]
public sealed class WaitSeedanceTaskCommand : WaitingCommand
{
    private readonly CancellationTokenSource _anyFound = new();
    private TaskWaiter _waiter = null!;
    private WaitProgress _progress = null!;

    /// <summary>
    /// Makes the command with its defaults: a wait repeats failed requests more often than a single query.
    /// </summary>
    public WaitSeedanceTaskCommand() =>
        (ThrottleLimit, MaximumRetryCount) = (DefaultQueryLimit, TaskWaiterOptions.DefaultMaximumRetryCount);

    /// <summary>Return the first terminal task and stop.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    private protected override int ProgressId => 0x5EED0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _waiter = CreateWaiter(ThrottleLimit);
        _progress = new WaitProgress(_waiter);
        Run(WaitAsync);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _waiter.Complete();
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _anyFound.Dispose();
    }

    private protected override void Process(string id, SeedanceTask? known)
    {
        if (known is null) _waiter.Add(id);
        else if (known.IsTerminal) Write(known);
        else _waiter.Add(known);
    }

    private protected override ProgressLines GetProgress(int done, int total, int failed) =>
        _progress.GetLines(done, total, failed);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _anyFound.Token);
        try
        {
            await _waiter.RunAsync(result => Post(() => Write(result)), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_anyFound.IsCancellationRequested)
        {
            // -Any: the tasks that remain are not waited for.
        }
    }

    private void Write(WaitResult result)
    {
        if (result.Task is not null) Write(result.Task);
        else if (!_anyFound.IsCancellationRequested) WriteFailure(result.Error!);
    }

    private void Write(SeedanceTask task)
    {
        if (_anyFound.IsCancellationRequested) return;
        if (Any) _anyFound.Cancel();
        task = Journalize(task);
        CountDone(isFailed: task.Status != SeedanceTaskStatus.Completed);
        State.RecentTasks.Add(task);
        WriteObject(task);
    }
}
