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

    [Fact]
    public void A_request_share_limits_all_commands_of_the_session_together()
    {
        var ids = AddTasks("a", "b", "c", "d", "e", "f");
        // Opens a connection, so that the first request below arrives when it is sent.
        Engine.Run("Get-SeedanceTask a");

        // 10 requests per second. What is given once holds for the session.
        var result = Engine.Run(
            "'a', 'b', 'c' | Get-SeedanceTask -RequestShare '1/4 of 40'; 'd', 'e', 'f' | Wait-SeedanceTask");

        Assert.Equal(ids, result.Column<string>("Id"));
        var sent = Emulator.Requests.Skip(1).Select(r => r.At).ToArray();
        // Five intervals of 100 ms; without the share they take a few milliseconds.
        Assert.InRange((sent[^1] - sent[0]).TotalMilliseconds, 300, double.MaxValue);
    }

    [Theory]
    [InlineData("9/8")]
    [InlineData("eight")]
    [InlineData("1/8 of 0")]
    public void A_request_share_that_is_none_is_an_error_before_the_first_request(string share)
    {
        var result = Engine.Run($"'a' | Get-SeedanceTask -RequestShare '{share}'");

        Assert.StartsWith("InvalidParameter,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"-RequestShare: '{share}' is not", result.Thrown!.Message, StringComparison.Ordinal);
        Assert.Contains("'1/8 of 50'", result.Thrown.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }
}
