using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Seedance.Emulator.Videos;

namespace Seedance.Benchmarks.Saving;

/// <summary>
/// Shared by the benchmarks of saving: videos in memory (tmpfs), nginx that serves them and their tasks, a runspace
/// with the built module, and the measurement of time and memory.
/// </summary>
internal sealed class SaveBench : IAsyncDisposable
{
    private readonly Nginx _nginx;
    private readonly Runspace _runspace;
    private readonly string _folder;

    private SaveBench(Nginx nginx, Runspace runspace, string folder) =>
        (_nginx, _runspace, _folder) = (nginx, runspace, folder);

    public string Origin => $"http://127.0.0.1:{_nginx.Port}";

    public string Output => Path.Combine(_folder, "output");

    /// <summary>Starts it; null when nginx is not installed.</summary>
    /// <param name="options">Lines of nginx's configuration for the videos.</param>
    /// <param name="videos">Ids and lengths.</param>
    public static async Task<SaveBench?> StartAsync(string options, IEnumerable<(string Id, long Length)> videos)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(
                Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
                $"seedance-bench-{Environment.ProcessId}")).FullName;
        var nginx = await Nginx.StartAsync($$"""
            sendfile on;
            location /files/ { root {{folder}}; default_type video/mp4; {{options}} }
            location ~ ^/kyyReactApiServer/v1/result/(?<id>.+)$ {
                default_type application/json;
                set $url http://127.0.0.1:$server_port/files/$id.mp4?X-Tos-Signature=1;
                set $task '{"id":"$id","object":"video","created":1774836724,"model":"seedance_2_0",';
                set $result '"video_url":"$url","actualDuration":5.04,"totalTokens":108900,"error":null}';
                return 200 '$task"status":"completed",$result';
            }
            """);
        if (nginx is null)
        {
            Directory.Delete(folder, recursive: true);
            return null;
        }

        Directory.CreateDirectory(Path.Combine(folder, "files"));
        foreach (var (id, length) in videos.Append(("warm", SampleVideos.MinimumGeneratedLength)))
        {
            await using var file = File.Create(Path.Combine(folder, "files", id + ".mp4"));
            await using var video = SampleVideos.Generated(length, id.Length + (int)(length % 1000)).Open();
            await video.CopyToAsync(file, 1024 * 1024);
        }

        var bench = new SaveBench(nginx, BuiltModule.OpenRunspace(), folder);
        bench.Save(["warm"], "");
        return bench;
    }

    /// <summary>Runs the clients in turns, each into an empty folder, and compares the medians.</summary>
    public void Compare(string title, int repeats, long bytes, params (string Name, Action Run)[] clients)
    {
        var seconds = clients.ToDictionary(c => c.Name, _ => new List<double>());
        var growth = clients.ToDictionary(c => c.Name, _ => 0L);
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var (name, run) in clients)
            {
                if (Directory.Exists(Output)) Directory.Delete(Output, recursive: true);
                Directory.CreateDirectory(Output);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var before = ResetPeak();
                var clock = Stopwatch.StartNew();
                run();
                seconds[name].Add(clock.Elapsed.TotalSeconds);
                growth[name] = Math.Max(growth[name], Peak() - before);
            }
        }

        var first = Median(seconds[clients[0].Name]);
        Table.Print(
            $"{title}, median of {repeats}",
            ["client", "median, s", "best, s", "MB/s", "time beside the first", "memory above the start, MB"],
            clients.Select(c =>
        {
            var median = Median(seconds[c.Name]);
            return (string[])
            [
                c.Name, $"{median:F2}", $"{seconds[c.Name].Min():F2}", $"{bytes / median / 1e6:N0}",
                $"{median / first:F2}",
                c.Name.Contains("Save-", StringComparison.Ordinal) ? $"{growth[c.Name] / 1e6:F0}" : "",
            ];
        }));
    }

    /// <summary>Saves by id, through the cmdlet.</summary>
    public void Save(string[] ids, string options) =>
        Invoke(
            ids, $"$input | Save-SeedanceVideo -BaseUri $address -ApiKey key -Destination $output {options}",
            ids.Length);

    /// <summary>Saves tasks that were queried before.</summary>
    public void SaveTasks(PSObject[] tasks, string options) =>
        Invoke(
            tasks, $"$input | Save-SeedanceVideo -BaseUri $address -ApiKey key -Destination $output {options}",
            tasks.Length);

    public PSObject[] Tasks(string[] ids) =>
        Invoke(ids, "$input | Get-SeedanceTask -BaseUri $address -ApiKey key", ids.Length);

    /// <summary>Runs a program to its end.</summary>
    public void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Output,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed with exit code {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        _runspace.Dispose();
        await _nginx.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private PSObject[] Invoke<T>(T[] input, string script, int expected)
    {
        using var shell = PowerShell.Create(_runspace);
        _runspace.SessionStateProxy.SetVariable("address", Origin);
        _runspace.SessionStateProxy.SetVariable("output", Output);
        var output = shell.AddScript(script).Invoke(input);
        if (output.Count != expected || shell.HadErrors)
            throw new InvalidOperationException($"Not everything was saved: {shell.Streams.Error.FirstOrDefault()}");
        return [.. output];
    }

    // Linux keeps the highest resident memory of a process until it is reset.
    private static long ResetPeak()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Status("VmRSS:");
    }

    private static long Peak() => OperatingSystem.IsLinux() ? Status("VmHWM:") : 0;

    private static long Status(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith(name, StringComparison.Ordinal)).Split(':')[1]
            .Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
