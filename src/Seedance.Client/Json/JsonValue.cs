using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>A value where it stands in a JSON text; it is read when it is wanted, and reading it never throws.</summary>
/// <param name="raw">The value's own text: a string with its quotes, an object with all that is in it.</param>
/// <param name="kind">The token that it begins with.</param>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> raw, JsonTokenType kind)
{
    /// <summary>The value's own text in UTF-8.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>The token that it begins with; <see cref="JsonTokenType.None"/> when there is no such value.</summary>
    public JsonTokenType Kind { get; } = kind;

    /// <summary>The text of a string; null for anything else, and for a string that is none: half a surrogate pair is valid JSON.</summary>
    public string? String => Kind == JsonTokenType.String ? Unescaped() : null;

    /// <summary>The text of a string that is not blank.</summary>
    public string? Word => String is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>What a message can say of it: a string, a number, true or false; null when that would be blank.</summary>
    public string? Text => Kind switch
    {
        JsonTokenType.String => Word,
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => RawText,
        _ => null,
    };

    /// <summary>Whether <see cref="Text"/> is this text; cheaper than to ask for it.</summary>
    public bool Is(string text)
    {
        if (Kind != JsonTokenType.String) return Text == text;
        try
        {
            return Open().ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The value's own text; bytes that are no UTF-8 become U+FFFD.</summary>
    public string RawText => Encoding.UTF8.GetString(Raw.ToArray());

    /// <summary>A number, also one in a string; null when it is none or more than a double holds.</summary>
    public double? Number
    {
        get
        {
            double number;
            var isNumber = Kind == JsonTokenType.Number
                ? Utf8Parser.TryParse(Raw, out number, out _)
                : double.TryParse(String, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            return isNumber && !double.IsNaN(number) && !double.IsInfinity(number) ? number : null;
        }
    }

    /// <summary>A whole number, also one in a string; null when there is a fraction or an exponent, or it is more than a long holds.</summary>
    public long? Whole
    {
        get
        {
            long whole;
            return (Kind == JsonTokenType.Number
                ? Utf8Parser.TryParse(Raw, out whole, out var read) && read == Raw.Length
                : long.TryParse(String, NumberStyles.Integer, CultureInfo.InvariantCulture, out whole)) ? whole : null;
        }
    }

    /// <summary>The value as any script can use it: text, long, double, bool or null; what has values inside stays JSON text.</summary>
    public object? Plain => Kind switch
    {
        JsonTokenType.String => String ?? RawText,
        JsonTokenType.Number => PlainNumber(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => RawText,
    };

    // A whole number is a long however it is written; beyond what a double holds it stays the text it came as.
    private object PlainNumber()
    {
        if (Whole is { } whole) return whole;
        if (Number is not { } real) return RawText;
        return real is >= long.MinValue and < long.MaxValue && real == Math.Truncate(real) ? (object)(long)real : real;
    }

    private string? Unescaped()
    {
        try
        {
            return Open().GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Utf8JsonReader Open()
    {
        var reader = new Utf8JsonReader(Raw);
        reader.Read();
        return reader;
    }
}
