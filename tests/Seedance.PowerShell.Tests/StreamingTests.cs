using System.Collections.Concurrent;
using System.Management.Automation;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

/// <summary>Results are written while the input is still open.</summary>
public sealed class StreamingTests : EmulatorTest
{
    [Theory]
    [InlineData("Get-SeedanceTask")]
    [InlineData("Wait-SeedanceTask")]
    [InlineData("Save-SeedanceVideo")]
    public async Task A_result_is_written_before_the_input_has_ended(string command)
    {
        AddTasks("a", "b");
        using var shell = Engine.CreateShell($"$input | {command}");
        using var input = new PSDataCollection<object>();
        using var output = new PSDataCollection<PSObject>();
        var first = FirstOf(output);
        var running = shell.InvokeAsync(input, output);
        input.Add("a");

        // The input stays open: each further record lets the pipeline thread write results.
        while (!first.IsCompleted)
        {
            input.Add("b");
            await Task.Yield();
        }

        Assert.False(running.IsCompleted);
        input.Complete();
        await running;
        Assert.True(output.Count >= 2);
    }

    [Theory]
    [InlineData("Save-SeedanceVideo")]
    [InlineData("Save-SeedanceVideo -Wait")]
    [InlineData("Save-SeedanceVideo -FileName '{Id} {Model}'")]
    public async Task A_video_is_saved_while_no_input_arrives(string command)
    {
        Emulator.Add(new EmulatedTask("a")
        {
            ProcessingPolls = command.Contains("Wait", StringComparison.Ordinal) ? 1 : 0,
        });
        using var watcher = new FileSystemWatcher(Folder);
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, e) =>
        {
            if (e.Name!.EndsWith(".mp4", StringComparison.Ordinal)) saved.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        using var shell = Engine.CreateShell($"$input | {command}");
        using var input = new PSDataCollection<object>();
        using var output = new PSDataCollection<PSObject>();
        var running = shell.InvokeAsync(input, output);
        input.Add("a");

        // No further record arrives until the video is saved.
        await saved.Task.WaitAsync(Cancellation);

        input.Complete();
        await running;
        Assert.Single(output);
    }

    [Fact]
    public async Task Wait_writes_each_task_as_soon_as_it_is_terminal()
    {
        Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        AddTasks("fast");
        using var shell = Engine.CreateShell("Wait-SeedanceTask slow, fast");
        using var output = new PSDataCollection<PSObject>();
        var first = FirstOf(output);
        var running = shell.InvokeAsync<PSObject, PSObject>(null, output);

        var task = await first;

        Assert.Equal("fast", task.Properties["Id"].Value);
        Assert.False(running.IsCompleted);
        await StopAsync(shell);
    }

    [Fact]
    public async Task Wait_piped_to_save_downloads_one_video_while_it_waits_for_others()
    {
        Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        AddTasks("fast");
        using var watcher = new FileSystemWatcher(Folder);
        var saved = new TaskCompletionSource();
        watcher.Renamed += (_, e) =>
        {
            if (e.Name == "fast.mp4") saved.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        using var shell = Engine.CreateShell("'slow', 'fast' | Wait-SeedanceTask | Save-SeedanceVideo");
        var running = shell.InvokeAsync();

        await saved.Task.WaitAsync(Cancellation);

        Assert.False(running.IsCompleted);
        await StopAsync(shell);
    }

    private static Task<PSObject> FirstOf(PSDataCollection<PSObject> output)
    {
        var first = new TaskCompletionSource<PSObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        output.DataAdded += (_, e) => first.TrySetResult(output[e.Index]);
        return first.Task;
    }

    private static Task StopAsync(System.Management.Automation.PowerShell shell) => shell.StopAsync(null, null);
}
