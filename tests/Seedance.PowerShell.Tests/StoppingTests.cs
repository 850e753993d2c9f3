using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests;

/// <summary>Stopping ends every command at once and leaves no broken files.</summary>
public sealed class StoppingTests : EmulatorTest
{
    [Theory]
    [InlineData("Get-SeedanceTask a", "hang", null)]
    [InlineData("Wait-SeedanceTask a", "hang", null)]
    [InlineData("Save-SeedanceVideo a", "hang", null)]
    [InlineData("Save-SeedanceVideo a -Wait", "hang", null)]
    [InlineData("Get-SeedanceTask a", "stall", null)]
    [InlineData("Save-SeedanceVideo a", null, "stall")]
    public async Task Stop_ends_a_command_that_waits_for_the_network(
        string command, string? queryFault, string? videoFault)
    {
        Emulator.Add(new EmulatedTask("a")
        {
            QueryFaults = queryFault is null ? [] : [Fault.Of(queryFault, int.MaxValue)],
            VideoFaults = videoFault is null ? [] : [Fault.Of(videoFault, int.MaxValue, "0.5")],
        });
        using var shell = Engine.CreateShell(command);
        var running = shell.InvokeAsync();
        await RequestArrivedAsync(videoFault is not null);

        await shell.StopAsync(null, null);

        await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => running);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.DoesNotContain(Directory.GetFiles(Folder), f => f.EndsWith(".mp4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_downstream_command_that_stops_the_pipeline_ends_the_command()
    {
        Emulator.Add(new EmulatedTask("slow") { ProcessingPolls = int.MaxValue });
        AddTasks("fast");

        // The bare engine lacks Select-Object: a break out of a loop ends the upstream in the same way.
        var result = Engine.Run(
            "foreach ($once in 1) { 'slow', 'fast' | Wait-SeedanceTask | ForEach-Object { $_.Id; break } }");

        Assert.Equal("fast", Assert.Single(result.Output).BaseObject);
    }

    private async Task RequestArrivedAsync(bool download)
    {
        while (download ? Emulator.CountDownloads("a") == 0 : Emulator.CountQueries("a") == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
