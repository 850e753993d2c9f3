using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.Benchmarks.Stopping;

/// <summary>
/// The time from Ctrl+C to the end of the pipeline, for each cmdlet and each kind of work in flight.
/// </summary>
internal static class StoppingBenchmark
{
    private const int Repeats = 20;

    // A response needs a moment to arrive after the emulator has counted its request.
    private static readonly TimeSpan ResponseArrival = TimeSpan.FromMilliseconds(30);

    private static readonly StopCase[] Cases =
    [
        new("Get-SeedanceTask", "a hung request", "Get-SeedanceTask $ids", Query: "hang"),
        new("Get-SeedanceTask", "a response body", "Get-SeedanceTask $ids", Query: "stall"),
        new(
            "Get-SeedanceTask", "256 hung requests", "Get-SeedanceTask $ids -ThrottleLimit 256", Query: "hang",
            Tasks: 256),
        new("Wait-SeedanceTask", "a hung request", "Wait-SeedanceTask $ids", Query: "hang"),
        new("Wait-SeedanceTask", "a response body", "Wait-SeedanceTask $ids", Query: "stall"),
        new(
            "Wait-SeedanceTask", "the wait for 1,000 tasks", "Wait-SeedanceTask $ids -PollIntervalSec 3600",
            Tasks: 1000),
        new("Save-SeedanceVideo", "a hung request", "Save-SeedanceVideo $ids", Query: "hang"),
        new(
            "Save-SeedanceVideo", "the wait for 1,000 tasks", "Save-SeedanceVideo $ids -Wait -PollIntervalSec 3600",
            Tasks: 1000),
        new("Save-SeedanceVideo", "a video's hung request", "Save-SeedanceVideo $ids", Video: "hang"),
        new("Save-SeedanceVideo", "a video's body", "Save-SeedanceVideo $ids", Video: "stall"),
        new(
            "Save-SeedanceVideo", "16 videos' bodies", "Save-SeedanceVideo $ids -ThrottleLimit 16", Video: "stall",
            Tasks: 16),
        new("Wait, then Save", "a video's body", "Wait-SeedanceTask $ids | Save-SeedanceVideo", Video: "stall"),
    ];

    public static async Task RunAsync()
    {
        var rows = new List<string[]>();
        foreach (var stopCase in Cases)
        {
            var times = new List<double>();
            for (var repeat = 0; repeat < Repeats; repeat++) times.Add(await TimeAsync(stopCase));
            times.Sort();
            var median = (times[(Repeats - 1) / 2] + times[Repeats / 2]) / 2;
            rows.Add([stopCase.Command, stopCase.InTheMiddleOf, $"{median:F1}", $"{times[^1]:F1}"]);
        }

        Table.Print(
            $"From Ctrl+C to the end of the pipeline, {Repeats} stops each; 200 ms are allowed",
            ["command", "in the middle of", "median, ms", "worst, ms"],
            rows);
    }

    private static async Task<double> TimeAsync(StopCase stopCase)
    {
        await using var emulator = await EmulatorServer.StartAsync();
        string[] ids = [.. Enumerable.Range(0, stopCase.Tasks).Select(i => $"video_{i}")];
        foreach (var id in ids)
        {
            emulator.Add(new EmulatedTask(id)
            {
                ProcessingPolls = stopCase.IsWait ? int.MaxValue : 0,
                QueryFaults = stopCase.Query is { } query ? [Fault.Of(query, int.MaxValue)] : [],
                VideoFaults = stopCase.Video is { } video
                    ? [Fault.Of(video, int.MaxValue, video == "stall" ? "0.5" : null)]
                    : [],
            });
        }

        var folder = Directory.CreateTempSubdirectory("seedance-stop-").FullName;
        using var runspace = OpenRunspace(emulator, folder, ids);
        using var shell = PowerShell.Create(runspace);
        var running = shell.AddScript(stopCase.Script).InvokeAsync();
        while (!ids.All(id => (stopCase.Video is null ? emulator.CountQueries(id) : emulator.CountDownloads(id)) > 0))
            await Task.Delay(1);
        await Task.Delay(ResponseArrival);
        if (running.IsCompleted) throw new InvalidOperationException($"'{stopCase.Script}' ended by itself.");

        var clock = Stopwatch.StartNew();
        shell.Stop();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        var elapsed = clock.Elapsed;
        Directory.Delete(folder, recursive: true);
        return elapsed.TotalMilliseconds;
    }

    private static Runspace OpenRunspace(EmulatorServer emulator, string folder, string[] ids)
    {
        var runspace = BuiltModule.OpenRunspace(
            ("ids", ids),
            ("PSDefaultParameterValues", new DefaultParameterDictionary
            {
                ["*-Seedance*:BaseUri"] = emulator.BaseUri.AbsoluteUri,
                ["*-Seedance*:ApiKey"] = "emulator-key",
            }));
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
        return runspace;
    }

    private sealed record StopCase(
        string Command, string InTheMiddleOf, string Script, string? Query = null, string? Video = null, int Tasks = 1)
    {
        public bool IsWait => Query is null && Video is null;
    }
}
