using System.Text.Json;

namespace Seedance.Wire;

/// <summary>Keeps the fields of an answer that no property stands for, as plain values that any script can use.</summary>
internal static class AdditionalFields
{
    public static IReadOnlyDictionary<string, object?> Read(JsonElement task)
    {
        FieldDictionary? fields = null;
        foreach (var property in task.EnumerateObject())
        {
            if (!IsKnown(property) && NameOf(property) is { } name) (fields ??= [])[name] = ValueOf(property.Value);
        }

        return fields ?? None;
    }

    // The fields that TaskReader reads, synonyms included.
    private static bool IsKnown(JsonProperty property) =>
        property.NameEquals("id"u8) || property.NameEquals("object"u8) || property.NameEquals("created"u8) || property.NameEquals("model"u8)
        || property.NameEquals("status"u8) || property.NameEquals("video_url"u8) || property.NameEquals("error"u8)
        || property.NameEquals("actualDuration"u8) || property.NameEquals("totalTokens"u8)
        || property.NameEquals("state"u8) || property.NameEquals("created_at"u8)
        || property.NameEquals("result_url"u8) || property.NameEquals("url"u8);

    private static IReadOnlyDictionary<string, object?> None { get; } = new FieldDictionary();

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : RealOf(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    // Beyond what a double holds it stays the text it came as.
    private static object RealOf(JsonElement value) =>
        value.TryGetDouble(out var real) && !double.IsInfinity(real) ? real : value.GetRawText();

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
