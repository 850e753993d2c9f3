using System.Text.Json;

namespace Seedance.Wire;

/// <summary>Keeps the fields of an answer that no property stands for, as plain values that any script can use.</summary>
internal static class AdditionalFields
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "id", "status", "model", "created", "video_url", "actualDuration", "totalTokens", "error", "object",
    };

    public static IReadOnlyDictionary<string, object?> Read(JsonElement task)
    {
        Dictionary<string, object?>? fields = null;
        foreach (var property in task.EnumerateObject())
        {
            if (NameOf(property) is { } name && !Known.Contains(name)) (fields ??= [])[name] = ValueOf(property.Value);
        }

        return fields ?? None;
    }

    private static IReadOnlyDictionary<string, object?> None { get; } = new Dictionary<string, object?>();

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.TryGetDouble(out var real) ? real : value.GetRawText(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    // Half a surrogate pair is valid JSON and no string.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
