using System.Diagnostics;
using Microsoft.Playwright;

namespace Seedance.Report.Tests;

/// <summary>
/// The load time and memory of a large page; run with:
/// dotnet run -c Release --project tests/Seedance.Report.Tests -- -explicit only
/// </summary>
public sealed class PageMeasurement(BrowserFixture browser)
{
    private const int Rounds = 5;

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
            var loaded = MemoryOfBrowser();
            // Scrolls to the end, as a user who views all rows.
            await page.EvaluateAsync(
                "async () => { for (let y = 0; y < document.body.scrollHeight; y += 700) { scrollTo(0, y); "
                + "await new Promise(requestAnimationFrame); } }");
            Console.WriteLine(
                $"{clips} clips, {new FileInfo(report.Path).Length / 1024} KB: load {seconds:0.00} s, "
                + $"first paint {first / 1000:0.00} s, "
                + $"memory {loaded / 1024:N0} MB after load, {MemoryOfBrowser() / 1024:N0} MB after scrolling through");
            await context.CloseAsync();
        }
    }

    // The proportional set size of all processes of the browser, in KB (Linux).
    private static long MemoryOfBrowser() => Directory.GetDirectories("/proc").Where(IsOfBrowser).Sum(folder =>
        File.ReadLines(Path.Combine(folder, "smaps_rollup")).Where(l => l.StartsWith("Pss:", StringComparison.Ordinal))
            .Sum(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                System.Globalization.CultureInfo.InvariantCulture)));

    private static bool IsOfBrowser(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"))
                .Contains("playwright_chromiumdev_profile", StringComparison.Ordinal)
                || (File.ReadAllText(Path.Combine(folder, "cmdline")) is { } line && line.Contains(
                    "chromium", StringComparison.Ordinal) && line.Contains("--type=", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
