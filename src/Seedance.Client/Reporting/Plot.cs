using System.Globalization;

namespace Seedance.Reporting;

/// <summary>The values that the plots have in common.</summary>
internal static class Plot
{
    /// <summary>The width of each plot in pixels.</summary>
    public const double Width = 620;

    /// <summary>The values of a plot for the template; each plot has marks of its own.</summary>
    /// <param name="name">The name in the ids of the page.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="text">The content in words, for screen readers.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="end">The value at the end of the axis; a multiple of the step.</param>
    /// <param name="step">The distance between two ticks of the axis.</param>
    /// <param name="tick">The values of the tick at a value of the axis.</param>
    public static Dictionary<string, object?> Of(
        string name, string caption, string text, double height, double end, double step,
        Func<double, Dictionary<string, object?>> tick) => new()
        {
            ["name"] = name,
            ["caption"] = caption,
            ["text"] = text,
            ["width"] = Number(Width),
            ["height"] = Number(height),
            ["ticks"] = Enumerable.Range(0, (int)(end / step) + 1).Select(i => tick(i * step)).ToArray(),
            ["rows"] = Array.Empty<object>(),
            ["bars"] = Array.Empty<object>(),
            ["times"] = Array.Empty<object>(),
        };

    /// <summary>A tick: a line over the whole plot and its label.</summary>
    public static Dictionary<string, object?> Tick(
        (double X, double Y) from, (double X, double Y) to, (double X, double Y) label, string anchor, string text) =>
        new()
        {
            ["x1"] = Number(from.X),
            ["y1"] = Number(from.Y),
            ["x2"] = Number(to.X),
            ["y2"] = Number(to.Y),
            ["labelX"] = Number(label.X),
            ["labelY"] = Number(label.Y),
            ["anchor"] = anchor,
            ["label"] = text,
        };

    /// <summary>A coordinate in pixels with one decimal place.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
