using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Tests.Waiting;

/// <summary>The progress of a wait in interactive and unattended sessions.</summary>
public sealed class WaitProgressTests : EmulatorTest
{
    [Fact]
    public async Task One_bar_counts_the_tasks_and_all_bars_are_completed()
    {
        AddTasks("done");
        for (var i = 0; i < 8; i++)
            Emulator.Add(
                new EmulatedTask($"video_{i}") { ProcessingPolls = 1, QueryFaults = [Fault.Of("hold", after: 1)] });
        using var shell = Engine.CreateShell(
            "'done', 'video_0', 'video_1', 'video_2', 'video_3', 'video_4', 'video_5', 'video_6', 'video_7' | "
            + "Wait-SeedanceTask");
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var records = shell.Streams.Progress;
        records.DataAdded += (_, e) =>
        {
            if (records[e.Index].ParentActivityId >= 0 && records[e.Index].RecordType == ProgressRecordType.Processing)
                seen.TrySetResult();
        };
        var running = shell.BeginInvoke();
        await seen.Task.WaitAsync(Cancellation);
        for (var i = 0; i < 8; i++) Emulator.Release($"video_{i}");
        shell.EndInvoke(running);

        var parent = records.Where(r => r.ParentActivityId < 0).ToArray();
        Assert.Contains(parent, r => r.StatusDescription.Contains("of 9 done", StringComparison.Ordinal));
        Assert.InRange(records.Select(r => r.ActivityId).Distinct().Count(), 2, 6);
        Assert.All(
            records.GroupBy(r => r.ActivityId),
            bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType));
        Assert.All(
            records.Where(r => r.ParentActivityId >= 0), r => Assert.Equal(parent[0].ActivityId, r.ParentActivityId));
    }

    [Fact]
    public async Task Stopping_leaves_no_error_and_no_output()
    {
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = int.MaxValue });
        using var shell = Engine.CreateShell("Wait-SeedanceTask a");
        var running = shell.InvokeAsync();
        await Emulator.WaitForQueriesAsync("a", cancellationToken: Cancellation);

        await shell.StopAsync(null, null);

        await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => running);
        Assert.Empty(shell.Streams.Error);
    }

    [Theory]
    [InlineData("pwsh", true)]
    [InlineData("pwsh -NoProfile -File x.ps1", true)]
    [InlineData("pwsh -NonInteractive -File x.ps1", false)]
    [InlineData("pwsh -noni -c x", false)]
    [InlineData("pwsh --NonInter -c x", false)]
    [InlineData("powershell.exe /NonInteractive", false)]
    [InlineData("pwsh -non x.ps1", true)]
    public void An_unattended_session_gets_no_progress(string commandLine, bool expected) =>
        Assert.Equal(
            expected, InteractiveSession.IsPresent(
                "ConsoleHost", commandLine.Split(' '), isUserInteractive: true, isOutputRedirected: false));

    [Theory]
    [InlineData("ConsoleHost", true, true, false)]
    [InlineData("ConsoleHost", false, false, false)]
    [InlineData("ConsoleHost", true, false, true)]
    [InlineData("Visual Studio Code Host", true, true, true)]
    [InlineData("ServerRemoteHost", false, true, false)]
    public void Output_to_a_file_and_services_get_no_progress(
        string host, bool isUserInteractive, bool isRedirected, bool expected) =>
        Assert.Equal(expected, InteractiveSession.IsPresent(host, ["pwsh"], isUserInteractive, isRedirected));
}
