using Seedance.Api;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Api;

public sealed class OrderedQueriesTests : ServiceTest
{
    [Fact]
    public void TryTake_gives_each_result_once_in_the_order_of_the_ids()
    {
        var ids = Enumerable.Range(0, 2000).Select(i => $"video_{i}").ToArray();
        foreach (var id in ids.Where((_, i) => i % 7 != 0)) Emulator.Add(new EmulatedTask(id));
        var queries = new OrderedQueries(Client(), 16, Cancellation);

        var results = new List<QueryResult>();
        foreach (var id in ids)
        {
            queries.Add(id);
            while (queries.TryTake(out var result, wait: queries.IsFull)) results.Add(result);
        }

        while (queries.TryTake(out var result, wait: true)) results.Add(result);

        Assert.Equal(ids, results.Select(a => a.Task?.Id ?? a.Error!.TaskId));
        Assert.All(results.Where((_, i) => i % 7 == 0), a => Assert.Equal(Failure.TaskNotFound, a.Error!.Failure));
        Assert.Equal(2000, Emulator.Requests.Count);
        Assert.InRange(Emulator.MaxConcurrentQueries, 2, 16);
    }

    [Fact]
    public async Task A_slow_query_delays_at_most_eight_results_per_worker()
    {
        var slow = Add(Fault.Always("hold"));
        var queries = new OrderedQueries(Client(), 2, Cancellation);
        queries.Add(slow);
        var added = new List<string> { slow };
        while (!queries.IsFull)
        {
            added.Add(Add());
            queries.Add(added[^1]);
        }

        Assert.Equal(16, added.Count);
        await Emulator.WaitForQueriesAsync(added[^1], cancellationToken: Cancellation);
        Assert.False(queries.TryTake(out _, wait: false));

        Emulator.Release(slow);
        foreach (var id in added)
        {
            Assert.True(queries.TryTake(out var result, wait: true));
            Assert.Equal(id, result.Task!.Id);
        }

        Assert.False(queries.TryTake(out _, wait: true));
    }

    [Fact]
    public void TryTake_gives_a_result_while_a_later_query_is_in_flight()
    {
        var slow = Add(Fault.Always("hold"));
        var queries = new OrderedQueries(Client(), 2, Cancellation);
        queries.Add(Add());
        queries.Add(slow);
        Assert.True(queries.TryTake(out _, wait: true));
        Assert.False(queries.TryTake(out _, wait: false));
        Emulator.Release(slow);
        Assert.True(queries.TryTake(out var result, wait: true));
        Assert.Equal(slow, result.Task!.Id);
    }

    [Fact]
    public void Add_after_all_results_were_taken_runs_the_query()
    {
        var queries = new OrderedQueries(Client(), 2, Cancellation);
        for (var round = 0; round < 100; round++)
        {
            var id = Add();
            queries.Add(id);
            Assert.True(queries.TryTake(out var result, wait: true));
            Assert.Equal(id, result.Task!.Id);
        }
    }

    [Fact]
    public async Task TryTake_cancelled_returns_at_once()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var id = Add(Fault.Always("hang"));
        var queries = new OrderedQueries(Client(), 2, enough.Token);
        queries.Add(id);
        var taking = Task.Run(() => queries.TryTake(out _, wait: true), Cancellation);
        await Emulator.WaitForQueriesAsync(id, cancellationToken: Cancellation);
        Assert.False(taking.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }
}
