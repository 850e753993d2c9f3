using System.Management.Automation;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Deserialization;
using Seedance.PowerShell.Pipeline;
using Seedance.PowerShell.State;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>Waits for tasks and gives each the moment it becomes terminal, whatever its outcome.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SeedanceTask", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(SeedanceTask))]
public sealed class WaitSeedanceTaskCommand : SeedanceCommand
{
    private const string IdSet = "Id";
    private const string InputObjectSet = "InputObject";
    private const int ProgressId = 0x5EED0;

    private readonly CancellationTokenSource _enough = new();
    private TaskWaiter _waiter = null!;
    private ProgressBoard _board = null!;
    private WaitProgress _progress = null!;
    private int _added;
    private int _done;
    private int _failed;

    /// <summary>Makes the command with its defaults: a wait is more patient than a single question.</summary>
    public WaitSeedanceTaskCommand() => (ThrottleLimit, MaximumRetryCount) = (16, TaskWaiterOptions.DefaultMaximumRetryCount);

    /// <summary>The ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TaskId", "task_id")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public string[] Id { get; set; } = [];

    /// <summary>A task, as Get-SeedanceTask gives it. One that is terminal passes through without a request.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [DeserializedTask]
    public SeedanceTask InputObject { get; set; } = null!;

    /// <summary>How long to wait in all, in seconds. Without it the wait has no end.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.0, 31_536_000.0)]
    public double Timeout { get; set; }

    /// <summary>A fixed pace between two questions about one task, in seconds, in place of the adaptive one.</summary>
    [Parameter]
    [ValidateRange(0.01, 86_400.0)]
    public double PollIntervalSec { get; set; }

    /// <summary>Return at the first terminal task.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _waiter = CreateWaiter(ThrottleLimit, Timeout, PollIntervalSec);
        _progress = new WaitProgress(_waiter);
        _board = new ProgressBoard(this, ProgressId, InteractiveSession.IsPresent(Host.Name));
        Run(WaitAsync);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            _added++;
            if (InputObject.IsTerminal) Accept(InputObject);
            else _waiter.Add(InputObject);
        }
        else
        {
            foreach (var id in ValidIds(Id))
            {
                _added++;
                _waiter.Add(id);
            }
        }

        Drain();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _waiter.Complete();
        DrainUntilIdle();
        _board.Complete();
    }

    /// <inheritdoc/>
    protected override void OnTick()
    {
        if (_done < _added) _board.Tick(() => _progress.Picture(_done, _added, _failed));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _enough.Dispose();
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _enough.Token);
        await _waiter.RunAsync(result => Post(() => Accept(result)), either.Token).ConfigureAwait(false);
    }

    private void Accept(WaitResult result)
    {
        if (result.Task is not null)
        {
            Accept(result.Task);
            return;
        }

        if (_enough.IsCancellationRequested) return;
        _done++;
        _failed++;
        WriteError(ErrorRecords.From(result.Error!));
    }

    private void Accept(SeedanceTask task)
    {
        if (_enough.IsCancellationRequested) return;
        if (Any) _enough.Cancel();
        _done++;
        if (task.Status != SeedanceTaskStatus.Completed) _failed++;
        State.RecentTasks.Add(task);
        WriteObject(task);
    }
}
