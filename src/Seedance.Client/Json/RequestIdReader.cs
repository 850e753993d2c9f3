using System.Text.Json;

namespace Seedance.Json;

/// <summary>Reads the id of a request from the body of a response.</summary>
internal static class RequestIdReader
{
    private static readonly string[] Names = ["request_id", "requestid", "log_id", "logid", "trace_id", "traceid"];

    /// <summary>
    /// The id in a JSON object, or in its field <c>error</c> or <c>ResponseMetadata</c>; null when there is none.
    /// </summary>
    public static string? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(body, mayEnter: true);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Read(ReadOnlySpan<byte> json, bool mayEnter)
    {
        var fields = new JsonFields(json);
        if (!fields.Enter()) return null;
        string? inner = null;
        while (fields.MoveNext())
        {
            var name = fields.NameText;
            if (fields.Value.Kind == JsonTokenType.StartObject)
            {
                if (mayEnter && name is "error" or "ResponseMetadata")
                    inner ??= Read(fields.Value.Raw, mayEnter: false);
            }
            else if (Array.Exists(Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
                && fields.Value.Text is { } id)
            {
                return id;
            }
        }

        return inner;
    }
}
