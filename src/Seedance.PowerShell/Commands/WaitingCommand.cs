using System.Management.Automation;
using Seedance.Creating;
using Seedance.PowerShell.Deserialization;
using Seedance.PowerShell.Pipeline;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>The base of the cmdlets that wait for tasks: their input, their time limits and their progress.</summary>
public abstract class WaitingCommand : TaskCommand
{
    /// <summary>The parameter set of <see cref="InputObject"/>.</summary>
    protected const string InputObjectSet = "InputObject";

    /// <summary>The default number of status requests in flight.</summary>
    private protected const int DefaultQueryLimit = 16;

    private ProgressBoard _board = null!;
    private int _added;
    private int _done;
    private int _failed;

    /// <summary>Tasks, as Get-SeedanceTask and Wait-SeedanceTask write them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [DeserializedTask]
    public SeedanceTask InputObject { get; set; } = null!;

    /// <summary>The time limit of the wait in seconds. Without it there is none.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.0, 31_536_000.0)]
    public double Timeout { get; set; }

    /// <summary>A fixed interval between two polls of a task, in seconds, instead of the adaptive one.</summary>
    [Parameter]
    [ValidateRange(0.01, 86_400.0)]
    public double PollIntervalSec { get; set; }

    /// <summary>The journal of New-SeedanceTask in which results are recorded.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>What the journal and the input know of the tasks.</summary>
    private protected JournaledTasks Journaled { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Journaled = OpenJournal(Journal);
        _board = new ProgressBoard(this, ProgressId, InteractiveSession.IsPresent(Host.Name));
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            _added++;
            Journaled.Remember(InputObject);
            Process(InputObject.Id, InputObject);
        }
        else
        {
            foreach (var id in ValidIds())
            {
                _added++;
                Process(id, null);
            }
        }

        Drain();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DrainUntilIdle();
        _board.Complete();
    }

    /// <inheritdoc/>
    protected override void OnTick()
    {
        if (_done < _added) _board.Tick(() => GetProgress(_done, _added, _failed));
    }

    /// <summary>The activity id of the progress bar.</summary>
    private protected abstract int ProgressId { get; }

    /// <summary>Starts the work for one record.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="known">The task, when the record is one.</param>
    private protected abstract void Process(string id, SeedanceTask? known);

    /// <summary>The progress bars of this moment.</summary>
    private protected abstract ProgressLines GetProgress(int done, int total, int failed);

    /// <summary>
    /// The task with key, prompt and request where they are known; its end is recorded in the journal.
    /// </summary>
    private protected SeedanceTask Journalize(SeedanceTask task)
    {
        task = Journaled.Restore(task);
        if (Journaled.HasJournal) Record(() => Journaled.RecordAsync(task));
        return task;
    }

    /// <summary>Counts a record that has its result.</summary>
    private protected void CountDone(bool isFailed)
    {
        _done++;
        if (isFailed) _failed++;
    }

    /// <summary>Counts a record that failed and writes its error.</summary>
    private protected void WriteFailure(SeedanceException exception)
    {
        CountDone(isFailed: true);
        WriteError(ErrorRecords.From(exception));
    }

    /// <summary>A waiter with the options of this command. Its notices become warnings and verbose messages.</summary>
    /// <param name="queryLimit">The number of polls in flight.</param>
    private protected TaskWaiter CreateWaiter(int queryLimit) => new(Client, new TaskWaiterOptions
    {
        ThrottleLimit = queryLimit,
        // A value of 0 is a time limit too.
        Timeout = IsBound(nameof(Timeout)) ? TimeSpan.FromSeconds(Timeout) : null,
        Schedule = new PollSchedule(PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null),
        MaximumRetryCount = IsBound(nameof(MaximumRetryCount))
            ? MaximumRetryCount
            : TaskWaiterOptions.DefaultMaximumRetryCount,
        OnNotice = notice => Post(() => WriteNotice(notice.IsWarning, notice.Message)),
    });
}
