using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Seedance.Benchmarks;

/// <summary>Get-SeedanceTask over 5,000 ids beside curl and a bare HttpClient, on the same nginx in the same run.</summary>
internal static class GetBenchmark
{
    private const int Ids = 5_000;
    private const int Parallel = 32;
    private const int Repeats = 7;

    // No id in it: one constant body answers every question.
    private const string Body =
        """{"object":"video","created":1774836724,"model":"seedance_2_0_fast","status":"processing","video_url":null,"error":null}""";

    public static async Task RunAsync()
    {
        await using var nginx = await Nginx.StartAsync($$"""location / { default_type application/json; return 200 '{{Body}}'; }""");
        if (nginx is null) return;
        var address = $"http://127.0.0.1:{nginx.Port}";
        var ids = Enumerable.Range(0, Ids).Select(i => $"video_{i:D5}").ToArray();

        using var runspace = OpenRunspace(address);
        var rows = new List<(string Name, List<double> Seconds)>
        {
            ("curl --parallel --parallel-max 32", []), ("HttpClient alone, 32 at a time", []), ("Get-SeedanceTask -ThrottleLimit 32", []),
            ("Get-SeedanceTask (default 16)", []),
        };
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            rows[0].Seconds.Add(await TimeAsync(() => CurlAsync(address, ids)));
            rows[1].Seconds.Add(await TimeAsync(() => HttpClientAsync(address, ids)));
            rows[2].Seconds.Add(await TimeAsync(() => CmdletAsync(runspace, ids, "-ThrottleLimit 32")));
            rows[3].Seconds.Add(await TimeAsync(() => CmdletAsync(runspace, ids, "")));
        }

        var curl = Median(rows[0].Seconds);
        Table.Print($"{Ids} tasks, one query each, median of {Repeats}", ["client", "first, s", "median, s", "requests/s", "rate beside curl"], rows.Select(r => (string[])
        [
            r.Name, $"{r.Seconds[0]:F3}", $"{Median(r.Seconds):F3}", $"{Ids / Median(r.Seconds):N0}", $"{curl / Median(r.Seconds):F2}",
        ]));
    }

    private static Runspace OpenRunspace(string address)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([BuiltModule.Manifest("ModulePath")]);
        state.Variables.Add(new SessionStateVariableEntry("address", address, null));
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    private static Task CmdletAsync(Runspace runspace, string[] ids, string options)
    {
        using var shell = PowerShell.Create(runspace);
        runspace.SessionStateProxy.SetVariable("ids", ids);
        var output = shell.AddScript($"$ids | Get-SeedanceTask -BaseUri $address -ApiKey key {options}").Invoke();
        if (output.Count != Ids || shell.HadErrors) throw new InvalidOperationException("Not every id was answered.");
        return Task.CompletedTask;
    }

    private static async Task HttpClientAsync(string address, string[] ids)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Parallel });
        await System.Threading.Tasks.Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (id, stop) =>
            _ = await client.GetByteArrayAsync($"{address}/kyyReactApiServer/v1/result/{id}", stop));
    }

    private static async Task CurlAsync(string address, string[] ids)
    {
        var config = Path.GetTempFileName();
        await File.WriteAllLinesAsync(config, ids.Select(id => $"url = \"{address}/kyyReactApiServer/v1/result/{id}\"\noutput = /dev/null"));
        using var curl = Process.Start("curl", ["--silent", "--no-progress-meter", "--parallel", "--parallel-max", $"{Parallel}", "--config", config]);
        await curl.WaitForExitAsync();
        File.Delete(config);
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        await run();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
