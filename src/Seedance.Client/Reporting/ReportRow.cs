using System.Globalization;
using Seedance.Saving;

namespace Seedance.Reporting;

/// <summary>The values of one row of the page: what is shown, and the numbers that the columns are sorted by.</summary>
internal static class ReportRow
{
    private const int LongLength = 300;
    private const int LongLines = 8;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static Dictionary<string, object?> Of(RunReport report, ReportItem item)
    {
        var row = new Dictionary<string, object?>
        {
            ["id"] = item.TaskId ?? "",
            ["key"] = item.Key,
            ["hasName"] = (item.TaskId ?? item.Key) is not null,
            ["prompt"] = item.Prompt,
            ["promptIsLong"] = IsLong(item.Prompt),
            ["errorIsLong"] = IsLong(item.Error),
            ["title"] = item.Prompt ?? item.Key ?? item.TaskId ?? item.ErrorId ?? "",
            ["kind"] = item.IsFailed ? "failed" : item.FileName is not null ? "good" : "waiting",
            ["isFailed"] = item.IsFailed,
            ["status"] = HtmlReport.StatusOf(item.Outcome),
            ["statusOrder"] = HtmlReport.StatusOf(item.Outcome),
            ["statusNote"] = StatusNote(item),
            ["model"] = item.Model ?? "",
            ["error"] = item.Error,
            ["nextStep"] = item.NextStep,
            ["fileName"] = item.FileName,
            ["link"] = item.Link,
            ["elsewhere"] = item.FileName is not null && item.Link is null,
            ["noFile"] = item.FileName is null,
            ["size"] = item.Length is { } length ? DisplayFormat.Size(length, Culture) : null,
            ["sizeValue"] = item.Length?.ToString(Culture),
            ["tokens"] = item.Tokens?.ToString("N0", Culture),
            ["tokensValue"] = item.Tokens?.ToString(Culture),
            ["cost"] = report.CostOf(item.Tokens)?.ToString("N2", Culture),
            ["ready"] = item.ReadyAfter is { } ready ? DisplayFormat.Duration(ready) : null,
            ["readyValue"] = item.ReadyAfter?.TotalSeconds.ToString("0", Culture),
        };
        AddVideo(row, item);
        AddCreated(row, item.Created);
        AddDetails(row, item);
        return row;
    }

    // A long text has a height of its own and is scrolled, also by keyboard. A shorter one is no taller in its column.
    private static bool IsLong(string? text) =>
        text is not null && (text.Length > LongLength || text.Count(c => c == '\n') > LongLines);

    // Pending tasks have the service's own status value, errors their id.
    private static string? StatusNote(ReportItem item) => item.Outcome switch
    {
        ReportOutcome.Pending => item.StatusText,
        ReportOutcome.Error => item.ErrorId,
        _ when item.IsFailed => item.ErrorId,
        _ => null,
    };

    private static void AddVideo(Dictionary<string, object?> row, ReportItem item)
    {
        var duration = item.BestDuration;
        row["length"] = duration is { } time ? DisplayFormat.Length(time, Culture) : null;
        row["lengthValue"] = duration?.TotalSeconds.ToString("0.###", Culture);
        var other = Differing(item.Facts.Duration, item.StatedDuration) ?? Differing(duration, item.RequestedDuration);
        row["lengthNote"] = other is { } expected ? $"{DisplayFormat.Length(expected, Culture)} expected" : null;
        row["resolution"] = item.Facts is { Width: { } width, Height: { } height } ? $"{width}×{height}" : null;
        row["resolutionValue"] = item.Facts is { Width: not null, Height: not null }
            ? ((long)item.Facts.Width.Value * item.Facts.Height.Value).ToString(Culture) : null;
        row["resolutionNote"] = item.Facts.HasAudio switch
        {
            true => "with sound",
            false => item.RequestedAudio is true ? "no sound, though requested" : "no sound",
            null => null,
        };
    }

    // The expected playing time, when the video's own differs as much as is reported while it is saved.
    private static TimeSpan? Differing(TimeSpan? actual, TimeSpan? expected) =>
        actual is not null && expected is not null
        && VideoFactChecks.IsDifferent(actual.Value.TotalSeconds, expected.Value.TotalSeconds)
            ? expected
            : null;

    private static void AddCreated(Dictionary<string, object?> row, DateTimeOffset? created)
    {
        row["created"] = created?.UtcDateTime.ToString("yyyy-MM-dd", Culture);
        row["createdTime"] = created?.UtcDateTime.ToString("HH:mm:ss", Culture);
        row["createdIso"] = created is { } time ? HtmlReport.Iso(time) : null;
        row["createdValue"] = created?.ToUnixTimeSeconds().ToString(Culture);
    }

    private static void AddDetails(Dictionary<string, object?> row, ReportItem item)
    {
        var details = new List<Dictionary<string, object?>>();
        void Add(string label, string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            details.Add(new Dictionary<string, object?> { ["label"] = label, ["value"] = value });
        }

        Add("File", item.FileName);
        Add("SHA-256", item.Sha256);
        var rate = item.Facts.FrameRate is { } frames ? $"{frames.ToString("0.###", Culture)} frames/s" : null;
        Add("Video", Join(item.Facts.VideoCodec, rate));
        Add("Sound", item.Facts.AudioCodec);
        Add("Requested length", LengthOf(item.RequestedDuration));
        Add("Stated length", LengthOf(item.StatedDuration));
        Add("Status value", item.StatusText);
        row["details"] = details;
        row["hasDetails"] = details.Count > 0;
    }

    private static string? LengthOf(TimeSpan? time) =>
        time is { } known ? DisplayFormat.Length(known, Culture) : null;

    private static string Join(params string?[] parts) => string.Join(", ", parts.Where(p => p is not null));
}
