using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Seedance.Report.Tests;

/// <summary>
/// The load time and memory of a large page; run with:
/// dotnet run -c Release --project tests/Seedance.Report.Tests -- -explicit only
/// </summary>
public sealed class PageMeasurement(BrowserFixture browser)
{
    private const int Rounds = 5;
    private const int PauseMs = 250;

    [Theory(Explicit = true)]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task Load(int clips)
    {
        using var report = new SampleReport(clips);
        for (var round = 0; round < Rounds; round++)
        {
            var context = await browser.NewContextAsync();
            var page = await context.NewPageAsync();
            var watch = Stopwatch.StartNew();
            await page.GotoAsync(report.Uri, new() { WaitUntil = WaitUntilState.Load });
            var seconds = watch.Elapsed.TotalSeconds;
            var first = await page.EvaluateAsync<double>(
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0");
            var loaded = Memory.OfBrowser();
            await ScrollAsync(page, pauseMs: 0);
            var scrolled = Memory.OfBrowser();
            await ScrollAsync(page, PauseMs);
            Console.WriteLine(
                $"{clips} clips, {new FileInfo(report.Path).Length / 1024} KB: load {seconds:0.00} s, "
                + $"first paint {first / 1000:0.00} s; MB of the page's process (of the whole browser): {loaded} after "
                + $"load, {scrolled} after scrolling to the end, {Memory.OfBrowser()} after a stop at each row");
            await context.CloseAsync();
        }
    }

    // Scrolls through all rows, half a window at a time.
    private static async Task ScrollAsync(IPage page, int pauseMs) => await page.EvaluateAsync(
        """
        async pauseMs => {
            for (let y = 0; y < document.body.scrollHeight; y += 450) {
                scrollTo(0, y);
                await new Promise(requestAnimationFrame);
                if (pauseMs) await new Promise(done => setTimeout(done, pauseMs));
            }
        }
        """,
        pauseMs);

    /// <summary>
    /// Proportional set sizes (PSS, Linux): memory that several processes share counts once in total. The sum of
    /// resident set sizes counts it once for each process.
    /// </summary>
    /// <param name="PageKb">The process that shows the page: the largest renderer, for there are spare ones.</param>
    /// <param name="TotalKb">All processes of the browser.</param>
    private readonly record struct Memory(long PageKb, long TotalKb)
    {
        public static Memory OfBrowser()
        {
            var memory = default(Memory);
            foreach (var folder in Directory.GetDirectories("/proc"))
            {
                if (CommandLineOf(folder) is not { } commandLine) continue;
                var size = PssOf(folder);
                memory = new Memory(
                    commandLine.Contains("--type=renderer", StringComparison.Ordinal)
                        ? Math.Max(memory.PageKb, size) : memory.PageKb,
                    memory.TotalKb + size);
            }

            return memory;
        }

        public override string ToString() => $"{PageKb / 1024} ({TotalKb / 1024})";

        private static string? CommandLineOf(string folder)
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                return line.Contains("playwright_chromiumdev_profile", StringComparison.Ordinal)
                    || (line.Contains("chromium", StringComparison.Ordinal)
                        && line.Contains("--type=", StringComparison.Ordinal)) ? line : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        private static long PssOf(string folder) =>
            File.ReadLines(Path.Combine(folder, "smaps_rollup"))
                .Where(l => l.StartsWith("Pss:", StringComparison.Ordinal))
                .Sum(l => long.Parse(
                    l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
}
