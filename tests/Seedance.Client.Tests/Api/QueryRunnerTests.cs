using Seedance.Api;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Api;

public sealed class QueryRunnerTests : ServiceTest
{
    [Fact]
    public async Task Add_starts_the_query_without_further_calls()
    {
        var runner = new QueryRunner(Client(), 2, Cancellation);
        var id = Add();
        var state = new object();

        var result = await runner.Add(id, state);

        Assert.Equal(id, result.Id);
        Assert.Equal(id, result.Task!.Id);
        Assert.Null(result.Error);
        Assert.Same(state, result.State);
    }

    [Fact]
    public async Task Add_unknown_id_returns_the_error_with_its_state()
    {
        var state = new object();

        var result = await new QueryRunner(Client(), 2, Cancellation).Add("video_missing", state);

        Assert.Equal("video_missing", result.Id);
        Assert.Null(result.Task);
        Assert.Equal(Failure.TaskNotFound, result.Error!.Failure);
        Assert.Same(state, result.State);
    }

    [Fact]
    public async Task A_held_query_does_not_delay_the_results_of_later_ones()
    {
        var runner = new QueryRunner(Client(), 2, Cancellation);
        var held = Add(Fault.Always("hold"));
        var first = runner.Add(held);

        for (var i = 0; i < 20; i++) await runner.Add(Add());

        Assert.False(first.IsCompleted);
        Emulator.Release(held);
        Assert.Equal(held, (await first).Task!.Id);
    }

    [Fact]
    public async Task At_most_throttleLimit_queries_are_in_flight()
    {
        var runner = new QueryRunner(Client(), 3, Cancellation);

        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => runner.Add(Add(), i)));

        Assert.Equal(Enumerable.Range(0, 300).Cast<object?>(), results.Select(r => r.State));
        Assert.InRange(Emulator.MaxConcurrentQueries, 1, 3);
    }

    [Fact]
    public async Task Cancellation_stops_queries_in_flight_and_pending_ones()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var runner = new QueryRunner(Client(), 1, stop.Token);
        var hung = Add(Fault.Always("hang"));
        var inFlight = runner.Add(hung);
        var pending = runner.Add(Add());
        await Emulator.WaitForQueriesAsync(hung, cancellationToken: Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inFlight);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.Add(Add()));
        Assert.Single(Emulator.Requests);
    }
}
