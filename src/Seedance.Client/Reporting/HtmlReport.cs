using System.Globalization;
using System.Text;

namespace Seedance.Reporting;

/// <summary>Writes a report as one HTML page that needs no server and no network.</summary>
internal static class HtmlReport
{
    private const string Title = "Seedance report";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Writes the page.</summary>
    /// <param name="report">The data.</param>
    /// <param name="output">Where the page goes; UTF-8 is expected.</param>
    public static void Write(RunReport report, TextWriter output)
    {
        var style = ReportTemplate.ReadFile("report.css");
        var script = ReportTemplate.ReadFile("report.js");
        Dictionary<string, object?>?[] plots = [GenerationTimePlot.Of(report), TokenPlot.Of(report)];
        new ReportTemplate(ReportTemplate.ReadFile("report.html")).Render(output, new Dictionary<string, object?>
        {
            ["title"] = Title,
            ["generator"] = "Seedance for PowerShell",
            ["style"] = style,
            ["script"] = script,
            ["styleHash"] = ReportTemplate.HashOf(style),
            ["scriptHash"] = ReportTemplate.HashOf(script),
            ["written"] = report.Written.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", Culture),
            ["writtenIso"] = Iso(report.Written),
            ["totals"] = Totals(report),
            ["hasPlots"] = plots.Any(p => p is not null),
            ["plots"] = plots.OfType<Dictionary<string, object?>>(),
            ["hasItems"] = report.Items.Count > 0,
            ["itemCount"] = report.Items.Count,
            ["hasFailed"] = report.FailedCount > 0,
            ["failedCount"] = report.FailedCount,
            ["statuses"] = Choices(report.Items.OrderBy(i => i.Outcome).Select(i => StatusOf(i.Outcome))),
            ["models"] = Choices(
                report.Items.Select(i => i.Model).OfType<string>().OrderBy(m => m, StringComparer.Ordinal)),
            ["items"] = report.Items.Select(item => ReportRow.Of(report, item)),
            ["timeNote"] = report.Items.Any(i => i.ReadyAfter is not null)
                ? "Ready after: from the creation of the task until it was seen completed, at most one poll late."
                : null,
        });
    }

    /// <summary>The name that the page has for an outcome.</summary>
    internal static string StatusOf(ReportOutcome outcome) => outcome switch
    {
        ReportOutcome.NotSaved => "Not saved",
        ReportOutcome.AlreadyThere => "Already there",
        _ => outcome.ToString(),
    };

    /// <summary>A time in the form that HTML's <c>datetime</c> expects.</summary>
    internal static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Culture);

    private static List<Dictionary<string, object?>> Totals(RunReport report)
    {
        var cost = report.CostOf(report.Tokens);
        var tokenNotes = new List<string>();
        if (cost is { } money && report.PricePerMillionTokens is { } price)
            tokenNotes.Add($"{money.ToString("N2", Culture)} at {price.ToString("0.######", Culture)} per million");
        if (report.UnknownTokensCount > 0) tokenNotes.Add($"{report.UnknownTokensCount} videos of unknown cost");
        var totals = new List<Dictionary<string, object?>>
        {
            Total("Tasks", report.Items.Count.ToString("N0", Culture)),
            Total("Failed", report.FailedCount.ToString("N0", Culture), kind: report.FailedCount > 0 ? "bad" : ""),
        };
        if (report.PendingCount > 0) totals.Add(Total("Pending", report.PendingCount.ToString("N0", Culture)));
        totals.Add(Total("Tokens", report.Tokens.ToString("N0", Culture), note: string.Join("; ", tokenNotes)));
        totals.Add(Total("Playing time", DisplayFormat.Length(report.Duration, Culture), note: Hours(report.Duration)));
        totals.Add(Total("Size", DisplayFormat.Size(report.Length, Culture)));
        return totals;
    }

    private static string? Hours(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{time.TotalHours.ToString("0.00", Culture)} hours" : null;

    private static Dictionary<string, object?> Total(string label, string value, string kind = "", string? note = null)
    {
        // The unit of a size stands smaller behind the number.
        var space = label == "Size" ? value.IndexOf(' ') : -1;
        return new Dictionary<string, object?>
        {
            ["label"] = label,
            ["value"] = space > 0 ? value.Substring(0, space) : value,
            ["unit"] = space > 0 ? value.Substring(space + 1) : null,
            ["kind"] = kind,
            ["note"] = note,
        };
    }

    private static List<Dictionary<string, object?>> Choices(IEnumerable<string> values) =>
    [
        .. values.GroupBy(v => v, StringComparer.Ordinal)
            .Select(g => new Dictionary<string, object?> { ["value"] = g.Key, ["count"] = g.Count() }),
    ];
}
