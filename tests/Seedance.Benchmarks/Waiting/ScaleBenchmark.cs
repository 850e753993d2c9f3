using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using Seedance.Api;
using Seedance.Emulator;
using Seedance.Waiting;

namespace Seedance.Benchmarks.Waiting;

/// <summary>
/// 10,000 tasks of four polls each through Wait-SeedanceTask, and the cost of 100,000 waiting tasks.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Tasks = 10_000;
    private const int Waiting = 100_000;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        await ManyPollsAsync();
        await ManyWaitingAsync();
    }

    // The emulator runs in this process, so that the processor column includes its time.
    private static async Task ManyPollsAsync()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        var ids = Enumerable.Range(0, Tasks).Select(i => $"video_{i:D5}").ToArray();
        foreach (var id in ids) emulator.Add(new EmulatedTask(id) { ProcessingPolls = 3 });
        using var runspace = BuiltModule.OpenRunspace(("ids", ids));
        var before = Measure.Now();
        using var shell = PowerShell.Create(runspace);
        var output = shell.AddScript(
            $"$ids | Wait-SeedanceTask -PollIntervalSec 0.5 -BaseUri {emulator.BaseUri} -ApiKey emulator-key").Invoke();
        var spent = Measure.Now() - before;
        if (output.Count != Tasks) throw new InvalidOperationException("Not every task has a result.");
        var requests = emulator.Requests.Count;
        Table.Print($"{Tasks:N0} tasks of four polls each, 16 at a time",
            ["wall, s", "requests", "requests/s", "processor of client and server, s", "memory above the start, MB"],
            [
                [
                    $"{spent.Wall:F1}", $"{requests:N0}", $"{requests / spent.Wall:N0}", $"{spent.Processor:F1}",
                    $"{spent.Memory / 1e6:F0}",
                ],
            ]);
    }

    private static async Task ManyWaitingAsync()
    {
        var created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var body = $$"""{"object":"video","created":{{created}},"model":"seedance_2_0_pro","""
            + """ "status":"processing","video_url":null,"error":null}""";
        await using var nginx = await Nginx.StartAsync(
            $$"""location / { default_type application/json; return 200 '{{body}}'; }""");
        if (nginx is null) return;
        using var key = new SecureString();
        key.AppendChar('k');
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = new Uri($"http://127.0.0.1:{nginx.Port}/kyyReactApiServer"),
            ApiKey = key,
        });
        using var stop = new CancellationTokenSource();
        var waiter = new TaskWaiter(client, new TaskWaiterOptions());
        await client.QueryAsync("warm-up", stop.Token);
        var start = Measure.Now();
        var running = waiter.RunAsync(_ => { }, stop.Token);
        for (var i = 0; i < Waiting; i++) waiter.Add($"video_{i:D6}");
        while (await waiter.GetSnapshotAsync(0) is { } snapshot
            && (snapshot.Waiting < Waiting || (snapshot.InFlight > 0 || snapshot.NextPoll <= TimeSpan.Zero)))
            await Task.Delay(100);
        var polled = Measure.Now() - start;
        var before = Measure.Now();
        await Task.Delay(Idle);
        var idle = Measure.Now() - before;
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // Cancelled above.
        }

        Table.Print($"{Waiting:N0} tasks in one wait",
            [
                "first polls of all, s", "polls/s", "memory above the start, MB", "bytes per task",
                $"processor in {Idle.TotalSeconds:N0} s of waiting, s",
            ],
            [
                [
                    $"{polled.Wall:F1}", $"{Waiting / polled.Wall:N0}", $"{polled.Memory / 1e6:F0}",
                    $"{polled.Memory / Waiting:N0}", $"{idle.Processor:F2}",
                ],
            ]);
    }

    private readonly record struct Measure(double Wall, double Processor, long Memory)
    {
        public static Measure Now() => new(
            Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency,
            Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds,
            GC.GetTotalMemory(forceFullCollection: true));

        public static Measure operator -(Measure a, Measure b) =>
            new(a.Wall - b.Wall, a.Processor - b.Processor, a.Memory - b.Memory);
    }
}
