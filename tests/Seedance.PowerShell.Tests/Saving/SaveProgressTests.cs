using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>The progress of saving: bytes, rate and remaining time, one bar for each video in progress.</summary>
public sealed class SaveProgressTests : SavingTest
{
    [Fact]
    public async Task Bars_show_bytes_and_rate_in_total_and_per_video_and_are_completed()
    {
        foreach (var id in (string[])["a", "b"])
            Emulator.Add(new EmulatedTask(id) { VideoFaults = [Fault.Of("stall", 1, "0.5")] });
        using var shell = Engine.CreateShell("Save-SeedanceVideo a, b");
        var all = Seen(
            shell, r =>
                r.Activity == "Saving Seedance videos"
                && r.StatusDescription.Contains("138.9 KB", StringComparison.Ordinal));
        var one = Seen(shell, r => r.Activity == "a" && r.PercentComplete == 50);
        var running = shell.InvokeAsync();

        var parent = await all;
        var child = await one;

        Assert.Matches(@"^0 of 2 done, 138.9 KB, .*/s$", parent.StatusDescription);
        Assert.Equal(0, parent.PercentComplete);
        Assert.Matches(@"^69.4 KB of 138.9 KB, .*/s$", child.StatusDescription);
        Assert.Equal(parent.ActivityId, child.ParentActivityId);
        await shell.StopAsync(null, null);
        await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => running);
    }

    [Fact]
    public async Task Each_bar_is_completed_at_the_end()
    {
        foreach (var id in (string[])["a", "b"])
            Emulator.Add(new EmulatedTask(id) { VideoFaults = [Fault.Of("hold", 1)] });
        using var shell = Engine.CreateShell("Save-SeedanceVideo a, b");
        var child = Seen(shell, r => r.Activity == "a");
        var running = shell.InvokeAsync();
        await child;
        foreach (var id in (string[])["a", "b"]) Emulator.Release(id);
        await running;

        var records = shell.Streams.Progress.ToArray();
        foreach (var bar in records.GroupBy(r => r.ActivityId))
            Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType);
    }

    private static Task<ProgressRecord> Seen(
        System.Management.Automation.PowerShell shell, Func<ProgressRecord, bool> match)
    {
        var seen = new TaskCompletionSource<ProgressRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        var records = shell.Streams.Progress;
        records.DataAdded += (_, e) =>
        {
            if (match(records[e.Index])) seen.TrySetResult(records[e.Index]);
        };
        return seen.Task.WaitAsync(Cancellation);
    }
}
