using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Reporting;

/// <summary>
/// Writes the data of a report as JSON, for other tools. Times are seconds, what is not known is left out.
/// </summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the data as UTF-8.</summary>
    public static void Write(RunReport report, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("written", report.Written.UtcDateTime);
        writer.WriteStartObject("totals");
        writer.WriteNumber("tasks", report.Items.Count);
        writer.WriteNumber("failed", report.FailedCount);
        writer.WriteNumber("pending", report.PendingCount);
        writer.WriteNumber("tokens", report.Tokens);
        writer.WriteNumber("unknownTokens", report.UnknownTokensCount);
        if (report.PricePerMillionTokens is { } price) writer.WriteNumber("pricePerMillionTokens", price);
        if (report.CostOf(report.Tokens) is { } cost) writer.WriteNumber("cost", cost);
        Write(writer, "duration", report.Duration);
        writer.WriteNumber("length", report.Length);
        writer.WriteEndObject();
        writer.WriteStartArray("videos");
        foreach (var item in report.Items) Write(writer, report, item);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RunReport report, ReportItem item)
    {
        writer.WriteStartObject();
        Write(writer, "id", item.TaskId);
        Write(writer, "key", item.Key);
        Write(writer, "prompt", item.Prompt);
        Write(writer, "model", item.Model);
        writer.WriteString("outcome", item.Outcome.ToString());
        Write(writer, "status", item.StatusText);
        if (item.Created is { } created) writer.WriteString("created", created.UtcDateTime);
        Write(writer, "readyAfter", item.ReadyAfter);
        Write(writer, "requestedDuration", item.RequestedDuration);
        if (item.RequestedAudio is { } requestedAudio) writer.WriteBoolean("requestedAudio", requestedAudio);
        Write(writer, "statedDuration", item.StatedDuration);
        Write(writer, "duration", item.Facts.Duration);
        if (item.Facts.Width is { } width) writer.WriteNumber("width", width);
        if (item.Facts.Height is { } height) writer.WriteNumber("height", height);
        if (item.Facts.FrameRate is { } rate) writer.WriteNumber("frameRate", rate);
        Write(writer, "videoCodec", item.Facts.VideoCodec);
        Write(writer, "audioCodec", item.Facts.AudioCodec);
        if (item.Facts.HasAudio is { } hasAudio) writer.WriteBoolean("hasAudio", hasAudio);
        if (item.Length is { } length) writer.WriteNumber("length", length);
        Write(writer, "sha256", item.Sha256);
        if (item.Tokens is { } tokens) writer.WriteNumber("tokens", tokens);
        if (report.CostOf(item.Tokens) is { } cost) writer.WriteNumber("cost", cost);
        Write(writer, "fileName", item.FileName);
        Write(writer, "link", item.Link);
        Write(writer, "error", item.Error);
        Write(writer, "errorId", item.ErrorId);
        Write(writer, "nextStep", item.NextStep);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter writer, string name, TimeSpan? value)
    {
        if (value is { } time) writer.WriteNumber(name, Math.Round(time.TotalSeconds, 3));
    }
}
