using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Seedance.Json;

/// <summary>A value inside a JSON text. It is parsed on demand; reading it never throws.</summary>
/// <param name="raw">The JSON text of the value: a string with its quotes, an object with its content.</param>
/// <param name="kind">The first token.</param>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> raw, JsonTokenType kind)
{
#if NET
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
#endif

    /// <summary>The JSON text of the value in UTF-8.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>The first token; <see cref="JsonTokenType.None"/> when the value is absent.</summary>
    public JsonTokenType Kind { get; } = kind;

    /// <summary>
    /// The text of a string; null for other values and for invalid UTF-16 (half a surrogate pair is valid JSON).
    /// </summary>
    public string? String => Kind == JsonTokenType.String ? Unescaped() : null;

    /// <summary>The text of a string; null when it is blank.</summary>
    public string? NonBlankString => String is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>
    /// A string, number, true or false as text for a message; null when it is blank or another value.
    /// </summary>
    public string? Text => Kind switch
    {
        JsonTokenType.String => NonBlankString,
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => RawText,
        _ => null,
    };

    /// <summary>True when <see cref="Text"/> equals the text; allocates nothing.</summary>
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

    /// <summary>The JSON text of the value; invalid UTF-8 becomes U+FFFD.</summary>
    public string RawText => Encoding.UTF8.GetString(Raw.ToArray());

    /// <summary>A number, or a string that holds one; null when it is not a number or does not fit a double.</summary>
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

    /// <summary>
    /// An integer, or a string that holds one; null when there is a fraction or exponent or it does not fit a long.
    /// </summary>
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

    /// <summary>
    /// The value as a script uses it: string, long, double, bool or null; arrays and objects stay JSON text.
    /// </summary>
    public object? Plain => Kind switch
    {
        JsonTokenType.String => String ?? RawText,
        JsonTokenType.Number => PlainNumber(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => RawText,
    };

    // An integer is a long in every notation; a number that does not fit a double stays JSON text.
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
#if NET
            // Most strings have no escapes and need no reader.
            if (Raw.IndexOf((byte)'\\') < 0) return StrictUtf8.GetString(Raw[1..^1]);
#endif
            return Open().GetString();
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
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
