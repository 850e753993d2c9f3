using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>Writes a task in the shape that the service answers in, so that what is kept beside a video can be read again.</summary>
internal static class TaskWriter
{
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a task as UTF-8 JSON.</summary>
    /// <param name="task">The task.</param>
    /// <param name="videoUrl">What to write for the address: the signed one is a secret and must not be kept on disk.</param>
    public static byte[] Write(SeedanceTask task, string? videoUrl)
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
            foreach (var field in task.AdditionalProperties) WriteField(writer, field.Key, field.Value);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
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
