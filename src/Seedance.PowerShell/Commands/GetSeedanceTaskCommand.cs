using System.Management.Automation;
using Seedance.Api;
using Seedance.Creating;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Commands;

/// <summary>Queries tasks, many concurrently; the output keeps the order of the ids.</summary>
[Cmdlet(VerbsCommon.Get, "SeedanceTask", DefaultParameterSetName = IdSet)]
[OutputType(typeof(SeedanceTask))]
public sealed class GetSeedanceTaskCommand : TaskCommand
{
    private const string JournalSet = "Journal";

    // The URL of a video is valid for a day (the service's documentation); this leaves time to react.
    private static readonly TimeSpan ShortLifetime = TimeSpan.FromHours(2);

    private readonly UnknownStatusWarnings _unknownStatuses = new();
    private OrderedQueries? _queries;
    private JournaledTasks _journaled = null!;

    /// <summary>Makes the command with its default number of queries in flight.</summary>
    public GetSeedanceTaskCommand() => ThrottleLimit = 16;

    /// <summary>The journal of New-SeedanceTask whose unfinished tasks are listed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _journaled = OpenJournal(Journal);
        _queries = new OrderedQueries(Client, ThrottleLimit, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == JournalSet)
        {
            AddOfJournal();
            return;
        }

        foreach (var id in ValidIds()) Add(id);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (TryTake(out var result, wait: true)) Write(result);
        DrainUntilIdle();
    }

    private void Add(string id)
    {
        _queries!.Add(id);
        while (TryTake(out var result, wait: _queries.IsFull)) Write(result);
    }

    // What is saved is done and not listed; a failed task needs no request.
    private void AddOfJournal()
    {
        foreach (var task in _journaled.Unsaved())
        {
            if (task.IsTerminal) WriteObject(task);
            else Add(task.Id);
        }

        foreach (var error in _journaled.UnknownCreations()) WriteError(ErrorRecords.From(error));
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
            task = _journaled.Restore(task);
            if (_journaled.HasJournal) RecordAndWarn(task);
            State.RecentTasks.Add(task);
            WriteObject(task);
        }
        else
        {
            WriteError(ErrorRecords.From(result.Error!));
        }
    }

    private void RecordAndWarn(SeedanceTask task)
    {
        Record(() => _journaled.RecordAsync(task));
        var remaining = task.VideoUrlExpires - DateTimeOffset.UtcNow;
        if (!(remaining < ShortLifetime)) return;
        var minutes = Math.Max(0, remaining.Value.TotalMinutes);
        WriteWarning($"The video of task '{task.Id}' is not saved, and its URL is valid for {minutes:0} more minutes.");
    }
}
