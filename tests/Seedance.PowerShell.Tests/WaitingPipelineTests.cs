using System.Management.Automation;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

/// <summary>
/// While Wait-SeedanceTask waits, the commands after it write their results; no other objects enter the pipeline.
/// </summary>
public sealed class WaitingPipelineTests : EmulatorTest
{
    private const string Wait = "'slow', 'fast' | Wait-SeedanceTask";

    public static TheoryData<string> Pipelines =>
    [
        $"{Wait} | Save-SeedanceVideo",
        $"{Wait} -OutVariable global:seen | Save-SeedanceVideo -OutVariable global:saved",
        $"{Wait} -PipelineVariable task | Save-SeedanceVideo | ForEach-Object {{ $global:seen = @($task); $_ }}",
        $"{Wait} | Where-Object {{ $global:seen += @($_); $true }} | Save-SeedanceVideo",
        $"{Wait} | ForEach-Object {{ $global:seen += @($_); $_ }} | Save-SeedanceVideo | ForEach-Object {{ $_ }}",
        $"function Select-All {{ param([Parameter(ValueFromPipeline)] $x) process {{ $global:seen += @($x); $x }} }}; "
        + $"{Wait} | Select-All | Save-SeedanceVideo",
        $"& {{ {Wait} | Save-SeedanceVideo }}",
    ];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Saved_videos_are_written_while_another_task_is_pending(string script)
    {
        var slow = Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        AddTasks("fast");
        using var shell = Engine.CreateShell($"$global:seen = @(); {script}");
        using var output = new PSDataCollection<PSObject>();
        var first = new TaskCompletionSource<PSObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        output.DataAdded += (_, e) => first.TrySetResult(output[e.Index]);
        var running = shell.InvokeAsync<PSObject, PSObject>(null, output);

        var saved = await first.Task.WaitAsync(Cancellation);

        Assert.Equal("fast", saved.Properties["TaskId"].Value);
        Assert.False(running.IsCompleted);
        await shell.StopAsync(null, null);
        Assert.Single(output);
        foreach (var variable in (string[])["seen", "saved"])
        {
            var seen = LanguagePrimitives.GetEnumerable(Engine.Session.GetVariable(variable));
            if (seen is null) continue;
            foreach (var item in seen)
                Assert.StartsWith(
                    "Seedance.S", PSObject.AsPSObject(item).BaseObject.GetType().FullName, StringComparison.Ordinal);
        }

        GC.KeepAlive(slow);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void OutBuffer_delays_tasks_and_videos_and_nothing_else_passes(int size)
    {
        string[] ids = ["a", "b", "c", "d"];
        foreach (var id in ids) Emulator.Add(new EmulatedTask(id) { ProcessingPolls = id[0] - 'a' });

        var result = Engine.Run($$"""
            $global:seen = @()
            'a', 'b', 'c', 'd' | Wait-SeedanceTask -OutBuffer {{size}} | ForEach-Object { $global:seen += @($_); $_ } |
                Save-SeedanceVideo -OutBuffer {{size}}
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(ids, result.Column<string>("TaskId").Order());
        var seen = LanguagePrimitives.GetEnumerable(Engine.Session.GetVariable("seen")).Cast<object>().ToArray();
        Assert.Equal(ids.Length, seen.Length);
        Assert.All(
            seen,
            item => Assert.Equal("Seedance.SeedanceTask", PSObject.AsPSObject(item).BaseObject.GetType().FullName));
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_pipeline_while_another_task_is_pending()
    {
        Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        Emulator.Add(new EmulatedTask("broken") { VideoFaults = [Fault.Always("status", "500")] });
        var result = Engine.Run(
            "'slow', 'broken' | Wait-SeedanceTask | Save-SeedanceVideo -MaximumRetryCount 0 -ErrorAction Stop");
        Assert.StartsWith(
            "VideoRefused,Seedance.PowerShell.Commands.SaveSeedanceVideoCommand",
            result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Save-SeedanceVideo", result.TerminatingError.InvocationInfo.MyCommand.Name);
    }

    [Fact]
    public void A_break_after_the_first_video_ends_the_pipeline_while_a_task_is_pending()
    {
        Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        AddTasks("fast");
        var result = Engine.Run(
            "foreach ($i in 1) { 'slow', 'fast' | Wait-SeedanceTask | Save-SeedanceVideo | ForEach-Object { $_; "
            + "break } }; 'after'");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal("after", result.Output[1].BaseObject);
    }

    [Fact]
    public async Task Saved_videos_are_written_while_an_earlier_query_is_slow()
    {
        Emulator.Add(new EmulatedTask("slow") { QueryFaults = [Fault.Always("hold")] });
        AddTasks("fast");
        using var shell = Engine.CreateShell("'fast', 'slow' | Get-SeedanceTask | Save-SeedanceVideo");
        using var output = new PSDataCollection<PSObject>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        output.DataAdded += (_, _) => first.TrySetResult();
        var running = shell.InvokeAsync<PSObject, PSObject>(null, output);

        await first.Task.WaitAsync(Cancellation);

        Assert.False(running.IsCompleted);
        await shell.StopAsync(null, null);
    }
}
