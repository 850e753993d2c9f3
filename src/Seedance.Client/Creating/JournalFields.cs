using System.Text.Json;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>The fields of a journal line that have a meaning here; where one comes twice, the last counts.</summary>
internal ref struct JournalFields
{
    public JsonValue Version;
    public JsonValue Event;
    public JsonValue Key;
    public string? KeyText;
    public JsonValue Time;
    public JsonValue Id;
    public JsonValue Sha256;
    public JsonValue Tokens;
    public JsonValue Model;
    public JsonValue Seconds;
    public JsonValue ReferenceVideos;

    /// <summary>Finds the fields of a line.</summary>
    /// <returns>False when it is no JSON object with an event and a key.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public bool Read(ReadOnlySpan<byte> line)
    {
        var plain = new PlainFields(line);
        while (plain.MoveNext()) Take(plain.Name, plain.Value);
        if (!plain.IsRead)
        {
            // An editor or another program wrote it, or it is cut off.
            this = default;
            var fields = new JsonFields(line);
            if (!fields.Enter()) return false;
            while (fields.MoveNext()) Take(fields.Name, fields.Value);
        }

        KeyText = Key.NonBlankString;
        return Event.Kind == JsonTokenType.String && KeyText is { Length: <= 2 * CreationKeys.MaximumLength };
    }

    private void Take(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (name.SequenceEqual("v"u8)) Version = value;
        else if (name.SequenceEqual("event"u8)) Event = value;
        else if (name.SequenceEqual("key"u8)) Key = value;
        else if (name.SequenceEqual("time"u8)) Time = value;
        else if (name.SequenceEqual("id"u8)) Id = value;
        else if (name.SequenceEqual("sha256"u8)) Sha256 = value;
        else if (name.SequenceEqual("tokens"u8)) Tokens = value;
        else if (name.SequenceEqual("model"u8)) Model = value;
        else if (name.SequenceEqual("seconds"u8)) Seconds = value;
        else if (name.SequenceEqual("reference_videos"u8)) ReferenceVideos = value;
    }
}
