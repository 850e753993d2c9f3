using System.Globalization;
using System.Management.Automation;

namespace Seedance.PowerShell.Views;

/// <summary>What the views show in place of a raw value. Objects that came back from a job or another machine are read as well.</summary>
public static class DisplayText
{
    private const long BytesPerUnit = 1024;

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>The video's length once there is one, and until then how long ago the task was created; empty when neither is known.</summary>
    public static string Time(PSObject task)
    {
        if (Value(task, nameof(SeedanceTask.ActualDuration)) is { } seconds)
            return Convert.ToDouble(seconds, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.CurrentCulture) + "s";
        return Moment(task, nameof(SeedanceTask.Created)) is { } created ? Span(DateTimeOffset.UtcNow - created) : "";
    }

    /// <summary>How long the video's address still lives, or that it has expired; empty when that is not known.</summary>
    public static string Expires(PSObject task)
    {
        if (Moment(task, nameof(SeedanceTask.VideoUrlExpires)) is not { } expires) return "";
        var left = expires - DateTimeOffset.UtcNow;
        return left > TimeSpan.Zero ? Span(left) : "expired";
    }

    /// <summary>A size in the largest unit that leaves a whole number before the point; a KB is 1024 bytes, as everywhere in PowerShell.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= BytesPerUnit && unit < Units.Length - 1; unit++) size /= BytesPerUnit;
        return $"{size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.CurrentCulture)} {Units[unit]}";
    }

    /// <summary>The two largest units of a span of time; what has not begun yet is no time at all.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0s",
        { Days: > 0 } => $"{time.Days}d {time.Hours}h",
        { Hours: > 0 } => $"{time.Hours}h {time.Minutes}m",
        { Minutes: > 0 } => $"{time.Minutes}m {time.Seconds}s",
        _ => $"{time.Seconds}s",
    };

    private static object? Value(PSObject item, string property) => item?.Properties[property]?.Value;

    private static DateTimeOffset? Moment(PSObject item, string property) => Value(item, property) is { } value
        && LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, CultureInfo.InvariantCulture, out var moment) ? moment : null;
}
