using System.Management.Automation;
using Seedance.Api;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Commands;

/// <summary>Queries tasks, many concurrently; the output keeps the order of the ids.</summary>
[Cmdlet(VerbsCommon.Get, "SeedanceTask", DefaultParameterSetName = IdSet)]
[OutputType(typeof(SeedanceTask))]
public sealed class GetSeedanceTaskCommand : TaskCommand
{
    private readonly UnknownStatusWarnings _unknownStatuses = new();
    private OrderedQueries? _queries;

    /// <summary>Makes the command with its default number of queries in flight.</summary>
    public GetSeedanceTaskCommand() => ThrottleLimit = 16;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _queries = new OrderedQueries(Client, ThrottleLimit, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in ValidIds())
        {
            _queries!.Add(id);
            while (TryTake(out var result, wait: _queries.IsFull)) Write(result);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (TryTake(out var result, wait: true)) Write(result);
    }

    private bool TryTake(out QueryResult result, bool wait)
    {
        if (wait && _queries!.Oldest is { } oldest) DrainUntil(oldest);
        try
        {
            return _queries!.TryTake(out result, wait);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Write(QueryResult result)
    {
        if (result.Task is { } task)
        {
            if (_unknownStatuses.WarningFor(task) is { } warning) WriteWarning(warning);
            State.RecentTasks.Add(task);
            WriteObject(task);
        }
        else
        {
            WriteError(ErrorRecords.From(result.Error!));
        }
    }
}
