using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using Seedance.Api;
using Seedance.Creating;

namespace Seedance.Benchmarks.Creating;

/// <summary>
/// New-SeedanceTask over 10,000 rows compared with curl with the same bodies, on the same nginx in the same run.
/// </summary>
internal static class CreateBenchmark
{
    private const int Rows = 10_000;
    private const int Parallel = 50;
    private const int Default = 16;
    private const int Repeats = 5;

    // $request_id is 32 hexadecimal digits that nginx generates for each request.
    private const string Server = """
        client_body_buffer_size 64k;
        location / {
            default_type application/json;
            set $task '{"id":"video_$request_id","object":"video","created":1774836724,"model":"seedance_2_0_pro",';
            return 200 '$task"status":"queued","video_url":null,"error":null}';
        }
        """;

    public static async Task RunAsync()
    {
        await using var nginx = await Nginx.StartAsync(Server);
        if (nginx is null) return;
        var url = $"http://127.0.0.1:{nginx.Port}";
        var folder = Directory.CreateTempSubdirectory("seedance-create-").FullName;
        try
        {
            var prompts = Enumerable.Range(0, Rows).Select(i => $"A cat on roof number {i}, at night, in the rain")
                .ToArray();
            using var runspace = BuiltModule.OpenRunspace(("address", url));
            var config = await WriteConfigAsync(folder, url, prompts);
            string NextJournal() => Path.Combine(folder, $"{Guid.NewGuid():N}.jsonl");
            (string Name, Func<Task> RunAsync)[] clients =
            [
                ($"curl --parallel --parallel-max {Parallel}", () => CurlAsync(config, Parallel)),
                ($"curl --parallel --parallel-max {Default}", () => CurlAsync(config, Default)),
                ($"the client library, {Parallel} at a time, with a journal", () =>
                    LibraryAsync(url, prompts, NextJournal())),
                ($"New-SeedanceTask -ThrottleLimit {Parallel}", () =>
                    CmdletAsync(runspace, prompts, NextJournal(), $"-ThrottleLimit {Parallel}")),
                ($"New-SeedanceTask (default {Default})", () => CmdletAsync(runspace, prompts, NextJournal(), "")),
            ];
            var seconds = clients.Select(_ => new List<double>()).ToArray();
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                for (var i = 0; i < clients.Length; i++)
                {
                    var clock = Stopwatch.StartNew();
                    await clients[i].RunAsync();
                    seconds[i].Add(clock.Elapsed.TotalSeconds);
                }
            }

            var curl = Median(seconds[0]);
            Table.Print(
                $"{Rows:N0} rows, median of {Repeats}",
                ["client", "first, s", "median, s", "rows/s", "rate beside curl"],
                clients.Select((c, i) => (string[])
                [
                    c.Name, $"{seconds[i][0]:F2}", $"{Median(seconds[i]):F2}", $"{Rows / Median(seconds[i]):N0}",
                        $"{curl / Median(seconds[i]):F2}",
                ]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task CmdletAsync(Runspace runspace, string[] prompts, string journal, string options)
    {
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        runspace.SessionStateProxy.SetVariable("prompts", prompts);
        runspace.SessionStateProxy.SetVariable("journal", journal);
        var output = shell
            .AddScript($"$prompts | New-SeedanceTask -Journal $journal -BaseUri $address -ApiKey key {options}")
            .Invoke();
        if (output.Count != Rows || shell.HadErrors) throw new InvalidOperationException("Not every task was created.");
        return Task.CompletedTask;
    }

    private static async Task LibraryAsync(string url, string[] prompts, string journalPath)
    {
        using var key = new SecureString();
        key.AppendChar('k');
        var client =
            new SeedanceClient(new SeedanceClientOptions { BaseUri = ServiceBaseUri.Parse(url), ApiKey = key });
        using var journal = CreationJournal.Open(journalPath);
        var creator = new TaskCreator(client, journal);
        var keys = new CreationKeys();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            prompts.Select(p => CreationBody.Of(new CreationRequest { Prompt = p }))
                .Select(b => (Key: keys.Next(null, b, 1), Body: b)),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (row, stop) => await creator.CreateAsync(row.Key, row.Body, stop));
    }

    private static async Task<string> WriteConfigAsync(string folder, string url, string[] prompts)
    {
        var config = Path.Combine(folder, "curl.config");
        // curl expects "next" between two transfers, not after the last one.
        var bodies = prompts.Select(p => CreationBody.Of(new CreationRequest { Prompt = p }).Json);
        await File.WriteAllTextAsync(config, string.Join("\nnext\n", bodies.Select(body =>
            $"url = \"{url}/kyyReactApiServer/v1/kyyvideo2/videos\"\noutput = /dev/null\nsilent\n"
            + "header = \"Content-Type: application/json\"\n"
            + $"data = \"{body.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")));
        return config;
    }

    private static async Task CurlAsync(string config, int parallel)
    {
        using var curl = Process
            .Start("curl", ["--no-progress-meter", "--parallel", "--parallel-max", $"{parallel}", "--config", config]);
        await curl.WaitForExitAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
