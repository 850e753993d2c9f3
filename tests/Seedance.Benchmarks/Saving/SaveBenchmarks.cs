namespace Seedance.Benchmarks.Saving;

/// <summary>Save-SeedanceVideo, curl and aria2c with the same nginx in the same run, files in memory.</summary>
internal static class SaveBenchmarks
{
    private const long Gibibyte = 1024L * 1024 * 1024;

    /// <summary>One file of 1 GiB, without a limit: the time of the client itself.</summary>
    public static async Task LargeAsync()
    {
        await using var bench = await SaveBench.StartAsync("", [("big", Gibibyte)]);
        if (bench is null) return;
        var address = $"{bench.Origin}/files/big.mp4";
        bench.Compare("One file of 1 GiB", 5, Gibibyte,
            ("curl", () => bench.Run("curl", "-s", "-o", "big.mp4", address)),
            ("curl, then sha256sum", () =>
            {
                bench.Run("curl", "-s", "-o", "big.mp4", address);
                bench.Run("sha256sum", "big.mp4");
            }
        ),
            ("curl, then openssl sha256", () =>
            {
                bench.Run("curl", "-s", "-o", "big.mp4", address);
                bench.Run("openssl", "dgst", "-sha256", "big.mp4");
            }
        ),
            ("Save-SeedanceVideo (4 connections)", () => bench.Save(["big"], "")),
            ("Save-SeedanceVideo -ConnectionsPerVideo 1", () => bench.Save(["big"], "-ConnectionsPerVideo 1")));
    }

    /// <summary>500 clips of 2 MB: the time for each file.</summary>
    public static async Task ClipsAsync()
    {
        const int Clips = 500;
        const int ClipBytes = 2_000_000;
        var ids = Enumerable.Range(0, Clips).Select(i => $"clip_{i:D3}").ToArray();
        await using var bench = await SaveBench.StartAsync("", ids.Select(id => (id, (long)ClipBytes)));
        if (bench is null) return;
        var tasks = bench.Tasks(ids);
        var config = string.Join(
            '\n', ids.Select(id => $"url = \"{bench.Origin}/files/{id}.mp4\"\noutput = \"{id}.mp4\""));
        void Curl(params string[] options)
        {
            File.WriteAllText(Path.Combine(bench.Output, "config"), config);
            bench.Run("curl", ["-s", "--parallel", .. options, "--config", "config"]);
        }

        bench.Compare("500 clips of 2 MB", 5, (long)Clips * ClipBytes,
            ("curl --parallel", () => Curl()),
            ("curl --parallel --parallel-max 4", () => Curl("--parallel-max", "4")),
            ("curl --parallel, then sha256sum", () =>
            {
                Curl();
                bench.Run("sh", "-c", "sha256sum *.mp4");
            }
        ),
            ("Save-SeedanceVideo of tasks (4 at a time)", () => bench.SaveTasks(tasks, "")),
            ("Save-SeedanceVideo of ids, each queried first", () => bench.Save(ids, "")));
    }

    /// <summary>One file of 200 MB at 10 MB/s for each connection: the gain of several connections.</summary>
    public static async Task LimitedAsync()
    {
        const long Bytes = 200_000_000;
        await using var bench = await SaveBench.StartAsync("limit_rate 10m;", [("big", Bytes)]);
        if (bench is null) return;
        var address = $"{bench.Origin}/files/big.mp4";
        bench.Compare("200 MB at 10 MB/s per connection", 3, Bytes,
            ("aria2c -x4 -s4", () => bench.Run("aria2c", "-q", "-x4", "-s4", "--file-allocation=none", address)),
            ("curl", () => bench.Run("curl", "-s", "-o", "big.mp4", address)),
            ("Save-SeedanceVideo (4 connections)", () => bench.Save(["big"], "")));
    }
}
