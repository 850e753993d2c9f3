using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Waiting;

/// <summary>Rate limits of the service and the commands of one session.</summary>
public sealed class RateLimitTests : EmulatorTest
{
    [Fact]
    public async Task A_stopped_command_with_429_responses_does_not_delay_the_next_one()
    {
        object[] ids = [.. Enumerable.Range(0, 300).Select(i => $"video_{i}")];
        foreach (string id in ids) Emulator.Add(new EmulatedTask(id) { QueryFaults = [Fault.Always("status", "429")] });
        AddTasks("good");
        using var stopped = Engine.CreateShell("$input | Get-SeedanceTask -ThrottleLimit 100 -MaximumRetryCount 50");
        var running = stopped.InvokeAsync(new PSDataCollection<object>(ids));
        await Emulator.WaitForRequestsAsync(_ => true, 108, Cancellation);
        await stopped.StopAsync(null, null);
        await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => running);

        using var next = Engine.CreateShell("Get-SeedanceTask good");
        var output = await next.InvokeAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal("good", Assert.Single(output).Properties["Id"].Value);
    }
}
