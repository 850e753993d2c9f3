using Seedance.Benchmarks.Creating;
using Seedance.Benchmarks.Import;
using Seedance.Benchmarks.Queries;
using Seedance.Benchmarks.Saving;
using Seedance.Benchmarks.Stopping;
using Seedance.Benchmarks.Waiting;

// Prints tables and never fails a build: dotnet run -c Release --project tests/Seedance.Benchmarks -- NAME…
if (args is [ImportHost.Argument, var manifest])
{
    ImportHost.Run(manifest);
    return;
}

var benchmarks = new Dictionary<string, Func<Task>>(StringComparer.OrdinalIgnoreCase)
{
    ["parse"] = ParseBenchmark.RunAsync,
    ["get"] = GetBenchmark.RunAsync,
    ["share"] = ShareBenchmark.RunAsync,
    ["telemetry"] = TelemetryBenchmark.RunAsync,
    ["save-large"] = SaveBenchmarks.LargeAsync,
    ["save-clips"] = SaveBenchmarks.ClipsAsync,
    ["save-limited"] = SaveBenchmarks.LimitedAsync,
    ["facts"] = FactsBenchmark.RunAsync,
    ["import"] = ImportBenchmark.RunAsync,
    ["stopping"] = StoppingBenchmark.RunAsync,
    ["economy"] = EconomyBenchmark.RunAsync,
    ["scale"] = ScaleBenchmark.RunAsync,
    ["create"] = CreateBenchmark.RunAsync,
    ["journal"] = JournalBenchmark.RunAsync,
};

foreach (var name in args.Length > 0 ? args : [.. benchmarks.Keys])
{
    if (benchmarks.TryGetValue(name, out var run)) await run();
    else Console.WriteLine($"There is no benchmark '{name}'; there are: {string.Join(", ", benchmarks.Keys)}.");
}
