using System.Globalization;
using static Seedance.Reporting.Plot;

namespace Seedance.Reporting;

/// <summary>The plot of tokens over time: a bar per span of time in which tasks were created.</summary>
internal static class TokenPlot
{
    private const double Left = 62;
    private const double Right = 616;
    private const double Top = 8;
    private const double Bottom = 118;
    private const double Height = 140;
    private const int MaximumBars = 36;
    private const double MaximumBarWidth = 40;
    private const int Ticks = 3;

    // A bar covers one of these, in seconds: up to a day, beyond that whole days.
    private static readonly long[] BarSeconds =
        [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The values for the template; null when no task has a cost and a time.</summary>
    public static Dictionary<string, object?>? Of(RunReport report)
    {
        var costs = report.Items.Where(i => i is { Created: not null, Tokens: > 0 })
            .Select(i => (Time: i.Created!.Value.ToUnixTimeSeconds(), Tokens: i.Tokens!.Value)).ToArray();
        if (costs.Length == 0) return null;
        var (first, last) = (costs.Min(c => c.Time), costs.Max(c => c.Time));
        var span = BarSeconds.FirstOrDefault(s => (last - first) / s < MaximumBars - 1);
        if (span == 0) span = ((last - first) / (MaximumBars - 1) / 86400 + 1) * 86400;
        var start = first - Modulo(first, span);
        var count = (int)((last - start) / span) + 1;
        var tokens = new long[count];
        var videos = new int[count];
        foreach (var (time, cost) in costs)
        {
            tokens[(time - start) / span] += cost;
            videos[(time - start) / span]++;
        }

        var step = NiceStep(tokens.Max());
        var end = Math.Max(step, Math.Ceiling(tokens.Max() / step) * step);
        var slot = (Right - Left) / count;
        var barWidth = Math.Min(MaximumBarWidth, slot * 0.85);
        var text = $"{costs.Length} videos, {costs.Sum(c => c.Tokens).ToString("N0", Culture)} tokens, "
            + $"created from {Moment(first, 0)} to {Moment(last, 0)} UTC; "
            + $"at most {tokens.Max().ToString("N0", Culture)} tokens in "
            + $"{DisplayFormat.Duration(TimeSpan.FromSeconds(span))}.";
        var plot = Plot.Of(
            "tokens", "Tokens by time of creation", text, Height, end, step,
            value => Tick(
                (Left, Y(value, end)), (Right, Y(value, end)), (Left - 6, Y(value, end) + 4), "end", Short(value)));
        plot["bars"] = Enumerable.Range(0, count).Where(i => tokens[i] > 0).Select(i => new Dictionary<string, object?>
        {
            ["x"] = Number(Left + i * slot + (slot - barWidth) / 2),
            ["y"] = Number(Y(tokens[i], end)),
            ["width"] = Number(barWidth),
            ["height"] = Number(Bottom - Y(tokens[i], end)),
            ["label"] = $"{Moment(start + i * span, span)} UTC: "
                + $"{tokens[i].ToString("N0", Culture)} tokens, {videos[i]} videos",
        }).ToArray();
        plot["times"] = Times(start, span, count, slot);
        return plot;
    }

    private static Dictionary<string, object?>[] Times(long start, long span, int count, double slot)
    {
        Dictionary<string, object?> At(int bar, string anchor, double x) => new()
        {
            ["x"] = Number(x),
            ["y"] = Number(Bottom + 16),
            ["anchor"] = anchor,
            ["label"] = Moment(start + bar * span, span),
        };
        // Under one bar in the middle, under several at both ends.
        return count == 1
            ? [At(0, "middle", Left + slot / 2)]
            : [At(0, "start", Left), At(count - 1, "end", Right)];
    }

    private static double NiceStep(double maximum)
    {
        var rough = maximum / Ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, rough))));
        return power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
    }

    private static string Moment(long unixSeconds, long precision) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds)
        .ToString(precision >= 86400 ? "yyyy-MM-dd" : precision is 0 or >= 60 ? "yyyy-MM-dd HH:mm"
            : "yyyy-MM-dd HH:mm:ss", Culture);

    private static string Short(double tokens) => tokens switch
    {
        >= 1e9 => $"{(tokens / 1e9).ToString("0.##", Culture)} G",
        >= 1e6 => $"{(tokens / 1e6).ToString("0.##", Culture)} M",
        >= 1e3 => $"{(tokens / 1e3).ToString("0.##", Culture)} k",
        _ => tokens.ToString("0", Culture),
    };

    // C#'s remainder has the sign of the dividend, and a hostile time may lie before 1970.
    private static long Modulo(long value, long divisor) => (value % divisor + divisor) % divisor;

    private static double Y(double tokens, double end) => Bottom - (Bottom - Top) * tokens / end;
}
