using System.Management.Automation;
using Seedance.Api;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Pipeline;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Commands;

/// <summary>Asks the service how tasks stand, many side by side; the answers keep the order of the ids.</summary>
[Cmdlet(VerbsCommon.Get, "SeedanceTask")]
[OutputType(typeof(SeedanceTask))]
public sealed class GetSeedanceTaskCommand : SeedanceCommand
{
    private readonly UnknownStatusWarnings _unknownWords = new();
    private OrderedQueries? _queries;

    /// <summary>Makes the command with its default of requests at a time.</summary>
    public GetSeedanceTaskCommand() => ThrottleLimit = 16;

    /// <summary>The ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TaskId", "task_id")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _queries = new OrderedQueries(Client, ThrottleLimit, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in ValidIds(Id))
        {
            _queries!.Add(id);
            while (TryTake(out var answer, wait: _queries.IsFull)) Write(answer);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (TryTake(out var answer, wait: true)) Write(answer);
    }

    private bool TryTake(out QueryResult answer, bool wait)
    {
        try
        {
            return _queries!.TryTake(out answer, wait);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Write(QueryResult answer)
    {
        if (answer.Task is { } task)
        {
            if (_unknownWords.WarningFor(task) is { } warning) WriteWarning(warning);
            State.RecentTasks.Add(task);
            WriteObject(task);
        }
        else
        {
            WriteError(ErrorRecords.From(answer.Error!));
        }
    }
}
