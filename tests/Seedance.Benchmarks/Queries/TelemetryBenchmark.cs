using System.Diagnostics;
using System.Globalization;
using Seedance.Telemetry;

namespace Seedance.Benchmarks.Queries;

/// <summary>
/// What the spans and counters of one query cost while nobody listens; the `get` benchmark has the processor time of a
/// whole query.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int Rounds = 20_000_000;
    private static readonly SeedanceTask Task = new() { Id = "video_1", Status = SeedanceTaskStatus.Processing };

    public static Task RunAsync()
    {
        Measure(Rounds);
        var best = Enumerable.Range(0, 5).Min(_ => Measure(Rounds));
        Table.Print(
            "Telemetry of one query without a listener", ["ns per query", "bytes allocated per query"],
            [
                [
                    best.ToString("N1", CultureInfo.InvariantCulture),
                    AllocatedBytes().ToString(CultureInfo.InvariantCulture),
                ],
            ]);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private static double Measure(int rounds)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < rounds; i++) Query();
        return clock.Elapsed.TotalNanoseconds / rounds;
    }

    private static long AllocatedBytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Query();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
    }

    // The calls of SeedanceClient.QueryAsync and ApiConnection.SendAsync.
    private static void Query()
    {
        using var span = Span.Start("query", Task.Id, "api.example.com");
        Counters.CountRequest("query");
        span.SetTask(Task);
    }
}
