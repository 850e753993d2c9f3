using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>A connection that hangs, over real HTTP and in virtual time.</summary>
public sealed class HungConnectionTests : ServiceTest
{
    [Fact]
    public async Task A_hung_connection_fails_one_attempt_and_the_wait_continues()
    {
        var hung = Add(Fault.Of("hang"));
        var sound = Add();
        var waiter = new TaskWaiter(Client(), new TaskWaiterOptions());
        foreach (var id in (string[])[hung, sound]) waiter.Add(id);
        waiter.Complete();
        var done = new List<string>();
        var running = waiter.RunAsync(result => done.Add(result.Id), Cancellation);
        await Emulator.WaitForQueriesAsync(hung, cancellationToken: Cancellation);
        while ((await waiter.GetSnapshotAsync(0))!.Waiting > 1)
        {
        }

        // The limit of one attempt, then the backoff. While a poll is in flight, the clock does not advance.
        Time.Advance(RequestTimeout);
        while (await waiter.GetSnapshotAsync(0) is { } now)
        {
            if (now.IsIdle()) Time.Advance(now.NextPoll!.Value + TimeSpan.FromMilliseconds(1));
        }

        await running;
        Assert.Equal([sound, hung], done);
        Assert.Equal(2, Emulator.CountQueries(hung));
    }
}
