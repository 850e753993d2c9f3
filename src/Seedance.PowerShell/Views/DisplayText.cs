using System.Globalization;
using System.Management.Automation;

namespace Seedance.PowerShell.Views;

/// <summary>
/// What the views show in place of a raw value. Deserialized objects of a job or another machine are read, too.
/// </summary>
public static class DisplayText
{
    /// <summary>The width of the column Model in Seedance.Format.ps1xml.</summary>
    private const int ModelWidth = 8;

    private static readonly string[] ModelPrefixes = ["seedance_2_0_", "seedance_"];

    /// <summary>How long ago the task was created; empty when that is not known.</summary>
    public static string Age(PSObject task) =>
        Time(task, nameof(SeedanceTask.Created)) is { } created ? Span(DateTimeOffset.UtcNow - created) : "";

    /// <summary>What the task cost; a million and more in millions; empty when it is not known.</summary>
    public static string Tokens(PSObject task) => Value(task, nameof(SeedanceTask.TotalTokens)) is { } value
        && LanguagePrimitives.TryConvertTo<long>(value, CultureInfo.InvariantCulture, out var tokens)
            ? tokens < 1_000_000 ? tokens.ToString(CultureInfo.CurrentCulture)
                : (tokens / 1e6).ToString("0.##", CultureInfo.CurrentCulture) + "M"
            : "";

    /// <summary>The playing time of the finished video; empty when it is not known.</summary>
    public static string Length(PSObject task) => Value(task, nameof(SeedanceTask.ActualDuration)) is { } value
        && LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 1e9
            ? DisplayFormat.Length(TimeSpan.FromSeconds(seconds), CultureInfo.CurrentCulture)
            : "";

    /// <summary>
    /// How much longer the video's URL is valid, or that it no longer is; empty when that is not known.
    /// </summary>
    public static string Valid(PSObject task)
    {
        if (Time(task, nameof(SeedanceTask.VideoUrlExpires)) is not { } expires) return "";
        var remaining = expires - DateTimeOffset.UtcNow;
        return remaining > TimeSpan.Zero ? Span(remaining) : "no";
    }

    /// <summary>
    /// The model without what the names of the family have in common: <c>fast_pro</c> for <c>seedance_2_0_fast_pro</c>.
    /// A longer text ends with …; the property has all of it.
    /// </summary>
    public static string Model(PSObject task)
    {
        var model = $"{Value(task, nameof(SeedanceTask.Model))}";
        foreach (var prefix in ModelPrefixes)
        {
            if (model.Length <= prefix.Length || !model.StartsWith(prefix, StringComparison.Ordinal)) continue;
            model = model.Substring(prefix.Length);
            break;
        }
        if (model.Length <= ModelWidth) return model;
        var end = ModelWidth - 1;
        return model.Substring(0, char.IsHighSurrogate(model[end - 1]) ? end - 1 : end) + "…";
    }

    /// <summary>The video's URL without its query: with the query anybody can download the video.</summary>
    public static string? VideoUrl(PSObject task) =>
        Value(task, nameof(SeedanceTask.VideoUrl)) is { } url ? DisplayFormat.Url($"{url}") : null;

    /// <summary>A size as <see cref="DisplayFormat.Size"/> writes it.</summary>
    public static string Size(long bytes) => DisplayFormat.Size(bytes, CultureInfo.CurrentCulture);

    /// <summary>
    /// A span of time in its largest unit, in at most three characters: a column of a table has no room for more.
    /// </summary>
    public static string Span(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0s",
        { TotalDays: >= 700 } => $"{Math.Min(time.Days / 365, 99)}y",
        { TotalDays: >= 100 } => $"{time.Days / 7}w",
        { Days: > 0 } => $"{time.Days}d",
        { Hours: > 0 } => $"{time.Hours}h",
        { Minutes: > 0 } => $"{time.Minutes}m",
        _ => $"{time.Seconds}s",
    };

    private static object? Value(PSObject item, string property) => item?.Properties[property]?.Value;

    private static DateTimeOffset? Time(PSObject item, string property) => Value(item, property) is { } value
        && LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, CultureInfo.InvariantCulture, out var time) ? time
            : null;
}
