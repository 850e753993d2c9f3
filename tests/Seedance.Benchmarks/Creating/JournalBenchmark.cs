using System.Diagnostics;
using System.Globalization;
using Seedance.Creating;

namespace Seedance.Benchmarks.Creating;

/// <summary>Opening a large journal: the time and the memory that it needs.</summary>
internal static class JournalBenchmark
{
    private const int Repeats = 5;

    public static Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("seedance-journal-").FullName;
        try
        {
            var rows = new List<string[]>();
            foreach (
                var (lines, eventsPerKey) in ((int, int)[])[(100_000, 4), (100_000, 1), (1_000_000, 4), (1_000_000, 1)])
            {
                var path = Path.Combine(folder, "run.jsonl");
                Write(path, lines, eventsPerKey);
                rows.Add(Measure(path, lines, eventsPerKey));
            }

            Table.Print(
                $"Opening a journal, median of {Repeats}",
                ["lines", "lines per key", "MB of file", "s", "MB kept in memory", "MB per 100,000 lines"], rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static string[] Measure(string path, int lines, int eventsPerKey)
    {
        var seconds = new List<double>();
        var kept = 0L;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var clock = Stopwatch.StartNew();
            using var journal = CreationJournal.Open(path);
            seconds.Add(clock.Elapsed.TotalSeconds);
            kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            if (journal.Find("row 0") is null || journal.UnreadableLines > 0)
                throw new InvalidOperationException("The journal was not read.");
        }

        var median = seconds.Order().ElementAt(Repeats / 2);
        return
        [
            $"{lines:N0}", $"{eventsPerKey}", $"{new FileInfo(path).Length / 1e6:N0}", $"{median:F2}",
                $"{kept / 1e6:F1}", $"{kept / 1e6 / lines * 100_000:F1}",
        ];
    }

    // The events that New, Wait and Save write, with a prompt of 400 characters.
    private static void Write(string path, int lines, int eventsPerKey)
    {
        using var writer = new StreamWriter(path);
        var prompt = new string('x', 400);
        for (var line = 0; line < lines; line++)
        {
            var key = (line / eventsPerKey).ToString(CultureInfo.InvariantCulture);
            var id = $"video_fd35ee52-2a98-44a6-b930-{int.Parse(key, CultureInfo.InvariantCulture):x12}";
            var name = (line % eventsPerKey) switch { 0 => "intent", 1 => "created", 2 => "completed", _ => "saved" };
            writer.Write($"{{\"v\":1,\"event\":\"{name}\",\"key\":\"row {key}\",");
            writer.Write("\"time\":\"2026-11-24T17:51:07.1234567Z\"");
            writer.Write((line % eventsPerKey) switch
            {
                0 => $",\"sha256\":\"{new string('a', 64)}\",\"tokens\":108900,\"model\":\"seedance_2_0_pro\","
                    + "\"seconds\":5,\"host\":\"runner\",\"process\":4711,"
                    + "\"body\":{\"aspect_ratio\":\"16:9\",\"duration\":5,\"model\":\"seedance_2_0_pro\","
                    + $"\"prompt\":\"{prompt}\"}}}}\n",
                1 => $",\"id\":\"{id}\",\"status\":\"queued\",\"created\":1774836724}}\n",
                2 => $",\"id\":\"{id}\",\"tokens\":108900,\"duration\":5.04}}\n",
                _ => $",\"id\":\"{id}\",\"file\":\"row {key}.mp4\",\"length\":2097152,\"tokens\":108900,"
                    + $"\"sha256\":\"{new string('b', 64)}\"}}\n",
            });
        }
    }
}
