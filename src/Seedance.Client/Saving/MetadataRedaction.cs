using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Saving;

/// <summary>
/// Removes secrets from the values of a task. Fields that the module does not know may contain signed URLs, also inside
/// nested JSON, where any character may be escaped: so the values are read first and redacted then.
/// </summary>
internal static class MetadataRedaction
{
    private const int MaximumNesting = 4;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The task without secrets in its texts; <see cref="SeedanceTask.VideoUrl"/> is left to the caller.
    /// </summary>
    public static SeedanceTask Redact(SeedanceTask task) => task with
    {
        Request = RedactText(task.Request),
        Model = RedactText(task.Model),
        StatusText = Redaction.Redact(task.StatusText),
        Error = RedactText(task.Error),
        ErrorCode = RedactText(task.ErrorCode),
        AdditionalProperties = RedactAll(task.AdditionalProperties),
    };

    private static Dictionary<string, object?> RedactAll(IReadOnlyDictionary<string, object?> fields)
    {
        var redacted = new Dictionary<string, object?>();
        foreach (var field in fields)
            redacted[Redaction.Redact(field.Key)] =
                field.Value is string text ? RedactValue(text, MaximumNesting) : field.Value;
        return redacted;
    }

    private static string? RedactText(string? text) => text is null ? null : RedactValue(text, MaximumNesting);

    // A text that is JSON itself is redacted value by value, down to a JSON text within a JSON text.
    private static string RedactValue(string text, int nesting)
    {
        var start = text.TrimStart();
        if (nesting == 0 || start.Length == 0 || start[0] is not ('{' or '[' or '"')) return Redaction.Redact(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, Json)) Write(writer, document.RootElement, nesting - 1);
            return Encoding.UTF8.GetString(buffer.ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Redaction.Redact(text);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, int nesting)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(Redaction.Redact(field.Name));
                    Write(writer, field.Value, nesting);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item, nesting);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(RedactValue(value.GetString()!, nesting));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
