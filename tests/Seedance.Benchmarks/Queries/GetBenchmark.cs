using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using Seedance.Api;

namespace Seedance.Benchmarks.Queries;

/// <summary>
/// Get-SeedanceTask over 5,000 ids compared with curl and HttpClient alone, on the same nginx in the same run.
/// </summary>
internal static class GetBenchmark
{
    private const int Ids = 5_000;
    private const int Parallel = 32;
    private const int Repeats = 25;

    // Without an id, so that one constant body is valid for every query.
    private const string Body =
        """{"object":"video","created":"""
        + """1774836724,"model":"seedance_2_0_fast","status":"processing","video_url":null,"error":null}""";

    public static async Task RunAsync()
    {
        await using var nginx = await Nginx.StartAsync(
            $$"""location / { default_type application/json; return 200 '{{Body}}'; }""");
        if (nginx is null) return;
        var address = $"http://127.0.0.1:{nginx.Port}";
        var ids = Enumerable.Range(0, Ids).Select(i => $"video_{i:D5}").ToArray();

        using var runspace = BuiltModule.OpenRunspace(("address", address));
        Client[] clients =
        [
            new("curl --parallel --parallel-max 32", () => CurlAsync(address, ids)),
            new("HttpClient alone, 32 at a time", () => HttpClientAsync(address, ids)),
            new("the client library alone, 32 at a time", () => LibraryAsync(address, ids)),
            new("Get-SeedanceTask -ThrottleLimit 32", () => CmdletAsync(runspace, ids, "-ThrottleLimit 32")),
            new("Get-SeedanceTask (default 16)", () => CmdletAsync(runspace, ids, "")),
        ];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            foreach (var client in clients)
            {
                var processor = Environment.CpuUsage.TotalTime;
                var clock = Stopwatch.StartNew();
                await client.RunAsync();
                client.Seconds.Add(clock.Elapsed.TotalSeconds);
                client.Processor.Add((Environment.CpuUsage.TotalTime - processor).TotalSeconds);
            }
        }

        var curl = Median(clients[0].Seconds);
        Table.Print(
            $"{Ids} tasks, one query each, median of {Repeats}",
            ["client", "first, s", "median, s", "requests/s", "rate beside curl", "processor time per request, µs"],
            clients.Select(c => (string[])
            [
                c.Name, $"{c.Seconds[0]:F3}", $"{Median(c.Seconds):F3}", $"{Ids / Median(c.Seconds):N0}",
                $"{curl / Median(c.Seconds):F2}",
                // The processor time of curl is in another process.
                c == clients[0] ? "" : $"{Median(c.Processor) / Ids * 1e6:F0}",
            ]));
    }

    private static Task CmdletAsync(Runspace runspace, string[] ids, string options)
    {
        using var shell = PowerShell.Create(runspace);
        runspace.SessionStateProxy.SetVariable("ids", ids);
        var output = shell.AddScript($"$ids | Get-SeedanceTask -BaseUri $address -ApiKey key {options}").Invoke();
        if (output.Count != Ids || shell.HadErrors) throw new InvalidOperationException("Not every id has a result.");
        return Task.CompletedTask;
    }

    private static async Task HttpClientAsync(string address, string[] ids)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Parallel });
        await System.Threading.Tasks.Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (id, stop) =>
            _ = await client.GetByteArrayAsync($"{address}/kyyReactApiServer/v1/result/{id}", stop));
    }

    private static Task LibraryAsync(string address, string[] ids)
    {
        using var key = new SecureString();
        key.AppendChar('k');
        var client = new SeedanceClient(
            new SeedanceClientOptions { BaseUri = ServiceBaseUri.Parse(address), ApiKey = key });
        var queries = new OrderedQueries(client, Parallel, CancellationToken.None);
        foreach (var id in ids)
        {
            queries.Add(id);
            while (queries.TryTake(out var result, wait: queries.IsFull)) Check(result);
        }

        while (queries.TryTake(out var result, wait: true)) Check(result);
        return Task.CompletedTask;
    }

    private static void Check(QueryResult result)
    {
        if (result.Error is { } error) throw error;
    }

    private static async Task CurlAsync(string address, string[] ids)
    {
        var config = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            config, ids.Select(id => $"url = \"{address}/kyyReactApiServer/v1/result/{id}\"\noutput = /dev/null"));
        using var curl = Process.Start(
            "curl",
            ["--silent", "--no-progress-meter", "--parallel", "--parallel-max", $"{Parallel}", "--config", config]);
        await curl.WaitForExitAsync();
        File.Delete(config);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Client(string Name, Func<Task> RunAsync)
    {
        public List<double> Seconds { get; } = [];

        /// <summary>The processor time of this process for each run, in seconds.</summary>
        public List<double> Processor { get; } = [];
    }
}
