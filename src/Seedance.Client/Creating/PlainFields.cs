using System.Text.Json;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>
/// Enumerates the fields of an object that is written as <see cref="JournalLine"/> writes it: no blanks, no escapes in
/// names. Nested values are skipped by their quotes and brackets alone, which takes a third of the time of <see
/// cref="JsonFields"/>; a text that was cut off is never read to its end.
/// </summary>
/// <param name="json">The whole text.</param>
internal ref struct PlainFields(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _position;

    /// <summary>The name of the field.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value of the field.</summary>
    public JsonValue Value { get; private set; }

    /// <summary>True when the object and the text have ended.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end, and when the text is written in another way.</returns>
    public bool MoveNext()
    {
        var separator = At(_position);
        if (separator == '}')
        {
            IsRead = _position > 0 && _position == _json.Length - 1;
            return false;
        }

        if (separator != (_position == 0 ? '{' : ',')) return false;
        var name = _position + 1;
        if (EndOfString(name) is not (> 0 and var nameEnd) || At(nameEnd) != ':') return false;
        Name = _json.Slice(name + 1, nameEnd - name - 2);
        if (Name.IndexOf((byte)'\\') >= 0) return false;
        var (end, kind) = EndOfValue(nameEnd + 1);
        if (end < 0) return false;
        Value = new JsonValue(_json.Slice(nameEnd + 1, end - nameEnd - 1), kind);
        _position = end;
        return true;
    }

    private readonly int At(int position) => position < _json.Length ? _json[position] : -1;

    private readonly (int End, JsonTokenType Kind) EndOfValue(int start) => At(start) switch
    {
        '"' => (EndOfString(start), JsonTokenType.String),
        '{' => (EndOfNested(start), JsonTokenType.StartObject),
        '[' => (EndOfNested(start), JsonTokenType.StartArray),
        '-' or (>= '0' and <= '9') => (EndOfNumber(start), JsonTokenType.Number),
        't' => (EndOfLiteral(start, "true"u8), JsonTokenType.True),
        'f' => (EndOfLiteral(start, "false"u8), JsonTokenType.False),
        'n' => (EndOfLiteral(start, "null"u8), JsonTokenType.Null),
        _ => (-1, JsonTokenType.None),
    };

    // The position after the closing quote; -1 when there is none.
    private readonly int EndOfString(int start)
    {
        if (At(start) != '"') return -1;
        var position = start + 1;
        while (true)
        {
            var found = _json.Slice(position).IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0) return -1;
            position += found + 1;
            if (_json[position - 1] == '"') return position;
            // What is escaped is skipped, so that an escaped quote does not end the string.
            if (++position > _json.Length) return -1;
        }
    }

    private readonly int EndOfNested(int start)
    {
        var depth = 0;
        for (var position = start; position < _json.Length;)
        {
            switch (_json[position])
            {
                case (byte)'"':
                    position = EndOfString(position);
                    if (position < 0) return -1;
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    if (--depth == 0) return position + 1;
                    break;
            }

            position++;
        }

        return -1;
    }

    private readonly int EndOfNumber(int start)
    {
        var position = start;
        while (At(position) is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E') position++;
        return position;
    }

    private readonly int EndOfLiteral(int start, ReadOnlySpan<byte> literal) =>
        _json.Slice(start).StartsWith(literal) ? start + literal.Length : -1;
}
