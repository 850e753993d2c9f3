using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>Writes a task as JSON in the shape of the service's responses, so that TaskReader can read it.</summary>
internal static class TaskWriter
{
    // What the module adds to the fields of the service.
    private const string FileField = "file";
    private const string RequestField = "request";

    private static readonly JsonWriterOptions Json =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a task as UTF-8 JSON.</summary>
    /// <param name="task">The task.</param>
    /// <param name="videoUrl">
    /// The video URL to write: the signed one is a secret and must not be stored on disk.
    /// </param>
    /// <param name="file">
    /// The saved file, whose facts are written beside the fields of the service; null for none.
    /// </param>
    public static byte[] Write(SeedanceTask task, string? videoUrl, SavedVideo? file = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("id", task.Id);
            writer.WriteString("object", "video");
            if (task.Created is { } created) writer.WriteNumber("created", created.ToUnixTimeMilliseconds() / 1000m);
            writer.WriteString("model", task.Model);
            writer.WriteString("status", task.StatusText);
            writer.WriteString("video_url", videoUrl);
            if (task.ActualDuration is { } duration) writer.WriteNumber("actualDuration", duration);
            if (task.TotalTokens is { } tokens) writer.WriteNumber("totalTokens", tokens);
            WriteError(writer, task);
            foreach (var field in task.AdditionalProperties)
            {
                var isReplaced = (file is not null && field.Key == FileField)
                    || (task.Request is not null && field.Key == RequestField);
                if (!isReplaced) WriteField(writer, field.Key, field.Value);
            }

            if (task.Request is not null) WriteRequest(writer, task);
            if (file is not null) WriteFile(writer, file);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // The request is JSON of this module; redacted text in it stays JSON, as only URL queries are replaced.
    private static void WriteRequest(Utf8JsonWriter writer, SeedanceTask task)
    {
        if (task.Key is not null) writer.WriteString("key", task.Key);
        try
        {
            using var request = JsonDocument.Parse(task.Request!);
            writer.WritePropertyName(RequestField);
            request.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteString(RequestField, task.Request);
        }
    }

    private static void WriteFile(Utf8JsonWriter writer, SavedVideo file)
    {
        writer.WriteStartObject(FileField);
        writer.WriteNumber("length", file.Length);
        if (file.Sha256 is not null) writer.WriteString("sha256", file.Sha256);
        if (file.Duration is { } duration) writer.WriteNumber("duration", Math.Round(duration.TotalSeconds, 3));
        if (file.Width is { } width) writer.WriteNumber("width", width);
        if (file.Height is { } height) writer.WriteNumber("height", height);
        if (file.FrameRate is { } rate) writer.WriteNumber("frameRate", rate);
        if (file.VideoCodec is not null) writer.WriteString("videoCodec", file.VideoCodec);
        if (file.AudioCodec is not null) writer.WriteString("audioCodec", file.AudioCodec);
        if (file.HasAudio is { } hasAudio) writer.WriteBoolean("hasAudio", hasAudio);
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, SeedanceTask task)
    {
        if (task.ErrorCode is null)
        {
            writer.WriteString("error", task.Error);
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("message", task.Error);
        writer.WriteString("code", task.ErrorCode);
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case double real:
                writer.WriteNumberValue(real);
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
