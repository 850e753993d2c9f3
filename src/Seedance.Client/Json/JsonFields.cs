using System.Text;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>The fields of one JSON object, one after the other, in one pass and without copying.</summary>
/// <param name="json">The whole text.</param>
internal ref struct JsonFields(ReadOnlySpan<byte> json)
{
    // No answer of the service is deeper than three; the bound is for those of an attacker.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    private readonly ReadOnlySpan<byte> _json = json;
    private Utf8JsonReader _reader = new(json, Options);

    /// <summary>The field's name, unescaped; empty when it is no text.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The field's name as a string.</summary>
    public readonly string NameText => Encoding.UTF8.GetString(Name.ToArray());

    /// <summary>The field's value.</summary>
    public JsonValue Value { get; private set; }

    /// <summary>Goes inside. To be called once, before <see cref="MoveNext"/>.</summary>
    /// <returns>False when the text is no object.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public bool Enter() => _reader.Read() && _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the object, after which nothing follows.</returns>
    /// <exception cref="JsonException">It is not JSON, or deeper than any answer.</exception>
    public bool MoveNext()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
        {
            // Anything that follows the object is an error of the text.
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
