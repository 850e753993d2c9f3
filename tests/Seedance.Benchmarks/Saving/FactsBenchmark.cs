using System.Diagnostics;
using Seedance.Emulator.Videos;
using Seedance.Saving.Integrity;

namespace Seedance.Benchmarks.Saving;

/// <summary>What the facts of a video cost beside the save of which reading them is a part.</summary>
internal static class FactsBenchmark
{
    private const int Clips = 200;
    private const int ClipBytes = 2_000_000;
    private const int Repeats = 5;
    private const int InspectionsPerRepeat = 2_000;

    public static async Task RunAsync()
    {
        var ids = Enumerable.Range(0, Clips).Select(i => $"clip_{i:D3}").ToArray();
        await using var bench = await SaveBench.StartAsync("", ids.Select(id => (id, (long)ClipBytes)));
        if (bench is null) return;
        var tasks = bench.Tasks(ids);
        // The structure alone: an index without tracks has no facts.
        (string Name, EmulatedVideo Video)[] files =
        [
            ("no facts", SampleVideos.Generated(ClipBytes, 1)),
            ("index first, H.264 and AAC, 5 s", SampleVideos.WithAudio),
            ("index last, H.264, 4 s", SampleVideos.NoAudioMoovLast),
            ("fragmented, 4 s", SampleVideos.Fragmented),
        ];
        var saves = new List<double>();
        var inspections = files.Select(_ => new List<double>()).ToArray();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            if (Directory.Exists(bench.Output)) Directory.Delete(bench.Output, recursive: true);
            saves.Add(Microseconds(Clips, () => bench.SaveTasks(tasks, "")));
            for (var i = 0; i < files.Length; i++)
            {
                var path = Path.Combine(bench.Output, "file.mp4");
                await WriteAsync(path, files[i].Video);
                inspections[i].Add(Microseconds(InspectionsPerRepeat, () => Inspect(path)));
            }
        }

        var (save, structure) = (Median(saves), Median(inspections[0]));
        Table.Print(
            $"Facts of a clip of 2 MB, processor time, median of {Repeats}",
            ["", "µs", "of these for the facts", "share of a save"],
            [
                ["Save-SeedanceVideo of one clip", $"{save:N0}", "", ""],
                .. files.Select((f, i) => (string[])
                [
                    $"boxes: {f.Name}", $"{Median(inspections[i]):N1}", $"{Median(inspections[i]) - structure:N1}",
                    $"{(Median(inspections[i]) - structure) / save:P2}",
                ]),
            ]);
    }

    private static void Inspect(string path)
    {
        // Opened once: a save has the file open already.
        using var file = File.OpenRead(path);
        for (var i = 0; i < InspectionsPerRepeat; i++)
        {
            if (Mp4Structure.Inspect(file).Fault is { } fault) throw new InvalidOperationException(fault);
        }
    }

    private static async Task WriteAsync(string path, EmulatedVideo video)
    {
        await using var file = File.Create(path);
        await using var content = video.Open();
        await content.CopyToAsync(file);
    }

    // Of the whole process: the save has several threads.
    private static double Microseconds(int count, Action run)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / count;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
