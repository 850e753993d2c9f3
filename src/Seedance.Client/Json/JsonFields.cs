using System.Text;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>Enumerates the fields of one JSON object in one pass without copying.</summary>
/// <param name="json">The whole text.</param>
internal ref struct JsonFields(ReadOnlySpan<byte> json)
{
    // Responses of the service are at most three levels deep; the limit bounds hostile ones.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    private readonly ReadOnlySpan<byte> _json = json;
    private Utf8JsonReader _reader = new(json, Options);

    /// <summary>The unescaped name of the field; empty when it is invalid UTF-16.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The name of the field as a string.</summary>
    public readonly string NameText => Encoding.UTF8.GetString(Name.ToArray());

    /// <summary>The value of the field.</summary>
    public JsonValue Value { get; private set; }

    /// <summary>Enters the object. Call it once, before <see cref="MoveNext"/>.</summary>
    /// <returns>False when the text is not an object.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public bool Enter() => _reader.Read() && _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end of the object.</returns>
    /// <exception cref="JsonException">It is not JSON, it is nested too deeply, or text follows the object.</exception>
    public bool MoveNext()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
        {
            // Throws when anything follows the object.
            _reader.Read();
            return false;
        }

        Name = _reader.ValueIsEscaped ? UnescapedName() : _reader.ValueSpan;
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        var kind = _reader.TokenType;
        _reader.Skip();
        Value = new JsonValue(_json.Slice(start, (int)_reader.BytesConsumed - start), kind);
        return true;
    }

    private readonly ReadOnlySpan<byte> UnescapedName()
    {
        try
        {
            return Encoding.UTF8.GetBytes(_reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
