namespace Seedance;

/// <summary>How sizes and times are written for people: in tables, in progress bars and in reports alike.</summary>
public static class DisplayFormat
{
    private const long BytesPerUnit = 1024;

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>
    /// A size in the largest unit that leaves a whole number before the point; a KB is 1024 bytes, as in PowerShell.
    /// </summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <param name="provider">The culture whose decimal separator is used.</param>
    public static string Size(long bytes, IFormatProvider provider)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= BytesPerUnit && unit < Units.Length - 1; unit++) size /= BytesPerUnit;
        return $"{size.ToString(unit == 0 ? "0" : "0.0", provider)} {Units[unit]}";
    }

    /// <summary>A URL that gives access to a video, without the part that does.</summary>
    /// <param name="url">The URL.</param>
    public static string Url(string url) => new SignedUrl(url).ToString();

    /// <summary>The two largest units of a span of time, such as <c>2m 41s</c>; a negative span is zero.</summary>
    /// <param name="time">The span.</param>
    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0s",
        { Days: > 0 } => $"{time.Days}d {time.Hours}h",
        { Hours: > 0 } => $"{time.Hours}h {time.Minutes}m",
        { Minutes: > 0 } => $"{time.Minutes}m {time.Seconds}s",
        _ => $"{time.Seconds}s",
    };

    /// <summary>
    /// The playing time of a video: below a minute with hundredths of a second, such as <c>5.04s</c>.
    /// </summary>
    /// <param name="time">The playing time.</param>
    /// <param name="provider">The culture whose decimal separator is used.</param>
    public static string Length(TimeSpan time, IFormatProvider provider) => time.TotalSeconds < 59.995
        ? Math.Max(0, time.TotalSeconds).ToString("0.##", provider) + "s"
        : Duration(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));
}
