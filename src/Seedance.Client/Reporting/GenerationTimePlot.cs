using static Seedance.Reporting.Plot;

namespace Seedance.Reporting;

/// <summary>
/// The plot of generation times, one line per model: from the shortest to the longest, a box around the middle half, a
/// mark at the median, and a dot per video while there are few.
/// </summary>
internal static class GenerationTimePlot
{
    private const int MaximumModels = 6;
    private const int MaximumDots = 60;
    private const double Left = 150;
    private const double Right = 530;
    private const double RowHeight = 30;
    private const double Top = 6;
    private const int MaximumTicks = 6;

    private static readonly int[] TickSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

    /// <summary>The values for the template; null when no generation time is known.</summary>
    public static Dictionary<string, object?>? Of(RunReport report)
    {
        var models = report.Items.Where(i => i.ReadyAfter is not null)
            .GroupBy(i => i.Model ?? "unknown model", i => i.ReadyAfter!.Value.TotalSeconds)
            .Select(g => (Model: g.Key, Times: g.OrderBy(t => t).ToArray()))
            .OrderByDescending(m => m.Times.Length).ThenBy(m => m.Model, StringComparer.Ordinal).Take(MaximumModels)
                .ToArray();
        if (models.Length == 0) return null;
        var longest = models.Max(m => m.Times[m.Times.Length - 1]);
        var step = TickSeconds.FirstOrDefault(s => longest / s <= MaximumTicks) is > 0 and var fitting ? fitting : 3600;
        var end = Math.Ceiling(longest / step) * step;
        var bottom = Top + models.Length * RowHeight;
        var text = string.Join("; ", models.Select(m =>
            $"{m.Model}: {m.Times.Length} videos, median {Span(Quantile(m.Times, 0.5))}, "
            + $"from {Span(m.Times[0])} to {Span(m.Times[m.Times.Length - 1])}")) + ".";
        var plot = Plot.Of(
            "times", "Generation time by model", text, bottom + 18, end, step,
            seconds => Tick(
                (X(seconds, end), Top), (X(seconds, end), bottom), (X(seconds, end), bottom + 14), "middle",
                Label(seconds)));
        plot["rows"] = models.Select((m, i) => Row(m.Model, m.Times, Top + (i + 0.5) * RowHeight, end)).ToArray();
        return plot;
    }

    private static Dictionary<string, object?> Row(string model, double[] times, double y, double end)
    {
        var (first, last) = (X(Quantile(times, 0.25), end), X(Quantile(times, 0.75), end));
        return new Dictionary<string, object?>
        {
            ["label"] = model.Length > 22 ? model.Substring(0, 21) + "…" : model,
            ["labelY"] = Number(y + 4),
            ["y"] = Number(y),
            ["low"] = Number(X(times[0], end)),
            ["high"] = Number(X(times[times.Length - 1], end)),
            ["boxX"] = Number(first - 1),
            ["boxY"] = Number(y - 8),
            ["boxWidth"] = Number(last - first + 2),
            ["boxHeight"] = "16",
            ["boxBottom"] = Number(y + 8),
            ["median"] = Number(X(Quantile(times, 0.5), end)),
            ["dots"] = times.Length > MaximumDots ? [] : times.Select(t => new Dictionary<string, object?>
            {
                ["x"] = Number(X(t, end)),
                ["y"] = Number(y),
            }).ToArray(),
            ["noteX"] = Number(Width),
            ["note"] = $"{Span(Quantile(times, 0.5))} ({times.Length})",
        };
    }

    // The value below which a share of the sorted times lies, between two of them in proportion.
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + (sorted[below + 1] - sorted[below]) * (position - below)
            : sorted[below];
    }

    private static double X(double seconds, double end) => Left + (Right - Left) * (end > 0 ? seconds / end : 0);

    private static string Span(double seconds) => DisplayFormat.Duration(TimeSpan.FromSeconds(Math.Round(seconds)));

    private static string Label(double seconds) =>
        seconds >= 60 && seconds % 60 == 0 ? $"{seconds / 60}m" : seconds == 0 ? "0" : seconds < 60 ? $"{seconds}s"
            : Span(seconds);
}
