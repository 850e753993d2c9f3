using System.Net;
using Microsoft.Extensions.Time.Testing;
using Seedance.Emulator;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>A connection that hangs, over real HTTP and in virtual time.</summary>
public sealed class HungConnectionTests
{
    [Fact]
    public async Task It_costs_one_attempt_and_the_wait_goes_on()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var emulator = await EmulatorServer.StartAsync(cancellationToken: cancellation);
        emulator.Add(new EmulatedTask("hung") { QueryFaults = [Fault.Of("hang")] });
        emulator.Add(new EmulatedTask("sound"));
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var key = new NetworkCredential("", "emulator-key").SecurePassword;
        var client = new SeedanceClient(new SeedanceClientOptions { BaseUri = emulator.BaseUri, ApiKey = key, TimeProvider = time });
        var waiter = new TaskWaiter(client, new TaskWaiterOptions());
        foreach (var id in (string[])["hung", "sound"]) waiter.Add(id);
        waiter.Complete();
        var done = new List<string>();
        var running = waiter.RunAsync(result => done.Add(result.Id), cancellation);
        await emulator.WaitForQueriesAsync("hung", cancellationToken: cancellation);
        while ((await waiter.GetSnapshotAsync(0))!.Waiting > 1)
        {
        }

        // The documented limit of one attempt; then the backoff. While a question is under way, nothing is due and the clock stands.
        time.Advance(TimeSpan.FromSeconds(30));
        while (await waiter.GetSnapshotAsync(0) is { } now)
        {
            if (now.IsIdle) time.Advance(now.NextPoll!.Value + TimeSpan.FromMilliseconds(1));
        }

        await running;
        Assert.Equal(["sound", "hung"], done);
        Assert.Equal(2, emulator.CountQueries("hung"));
    }
}
