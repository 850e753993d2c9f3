using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.Extensions.Time.Testing;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Tests.Waiting;

/// <summary>The rate of progress records, in virtual time.</summary>
public sealed class ProgressBoardTests
{
    [Fact]
    public void At_most_four_progress_records_per_second_are_written()
    {
        var records = Run("""Show-Bars -Seconds 10 -Children 5""");

        Assert.InRange(records.Count(r => r.RecordType == ProgressRecordType.Processing), 30, 41);
        Assert.Equal(
            6, records.Where(
                r => r.RecordType == ProgressRecordType.Completed).Select(r => r.ActivityId).Distinct().Count());
    }

    [Fact]
    public void Without_an_interactive_session_no_progress_is_written() =>
        Assert.Empty(Run("Show-Bars -Seconds 10 -Children 5 -Hidden"));

    [Fact]
    public void Child_bars_are_added_and_all_are_completed()
    {
        var records = Run("Show-Bars -Seconds 60 -Children 5 -Changing");

        Assert.All(
            records.GroupBy(r => r.ActivityId),
            bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType));
        Assert.InRange(records.Select(r => r.ActivityId).Distinct().Count(), 6, 6);
    }

    private static IReadOnlyList<ProgressRecord> Run(string script)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Show-Bars", typeof(ShowBarsCommand), null));
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(script).Invoke();
        return [.. shell.Streams.Progress];
    }
}

/// <summary>Ticks a board a thousand times per second of its own clock.</summary>
[Cmdlet(VerbsCommon.Show, "Bars")]
public sealed class ShowBarsCommand : PSCmdlet
{
    /// <summary>The duration in seconds.</summary>
    [Parameter]
    public int Seconds { get; set; }

    /// <summary>The number of children at a time.</summary>
    [Parameter]
    public int Children { get; set; }

    /// <summary>New children every ten seconds.</summary>
    [Parameter]
    public SwitchParameter Changing { get; set; }

    /// <summary>No interactive session.</summary>
    [Parameter]
    public SwitchParameter Hidden { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var time = new FakeTimeProvider();
        var board = new ProgressBoard(this, 100, !Hidden, time);
        for (var tick = 0; tick < Seconds * 1000; tick++)
        {
            var generation = Changing ? tick / 10_000 : 0;
            board.Tick(() => new ProgressLines(
                new ProgressLine("", "Working", $"{tick}"),
                [
                    .. Enumerable.Range(0, Children)
                        .Select(i => new ProgressLine($"{generation}.{i}", $"child {generation}.{i}", "busy")),
                ]));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        board.Complete();
    }
}
