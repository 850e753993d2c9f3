using System.Collections;
using System.Globalization;
using System.Text;

namespace Seedance.Creating;

/// <summary>
/// Writes JSON that is the same bytes for the same content on every runtime: names in ordinal order, no blanks, and
/// only those characters escaped that must be (in the manner of RFC 8785). System.Text.Json escapes by a table that
/// grows with each version, so its output cannot identify a request across PowerShell versions.
/// </summary>
internal static class CanonicalJson
{
    private const int MaximumDepth = 32;

    /// <summary>Writes an object as UTF-8.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var text = new StringBuilder(512);
        WriteObject(text, fields);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Adds a clause for each value that cannot be written.</summary>
    public static void FindProblem(IReadOnlyDictionary<string, object?> fields, ICollection<string> problems)
    {
        foreach (var field in fields)
        {
            if (string.IsNullOrWhiteSpace(field.Key)) problems.Add("an additional property has no name");
            else if (FindProblem(field.Value, MaximumDepth) is { } problem)
                problems.Add($"the additional property '{ServiceText.Clean(field.Key)}' {problem}");
        }
    }

    private static string? FindProblem(object? value, int depth)
    {
        if (depth == 0) return $"is nested deeper than {MaximumDepth} levels";
        return value switch
        {
            null or bool => null,
            string text => ServiceText.IsWellFormed(text) ? null : "has half of a surrogate pair",
            double real => double.IsNaN(real) || double.IsInfinity(real) ? "is not a finite number" : null,
            float real => float.IsNaN(real) || float.IsInfinity(real) ? "is not a finite number" : null,
            _ when IsNumber(value) => null,
            IDictionary map => map.Keys.Cast<object>().Any(k => k is not string { Length: > 0 })
                ? "has a name that is no text"
                : map.Values.Cast<object?>().Select(v => FindProblem(v, depth - 1)).FirstOrDefault(p => p is not null),
            IEnumerable list =>
                list.Cast<object?>().Select(v => FindProblem(v, depth - 1)).FirstOrDefault(p => p is not null),
            _ => $"has a value of type {value.GetType().Name}, which JSON does not have",
        };
    }

    private static bool IsNumber(object value) =>
        value is byte or sbyte or short or ushort or int or uint or long or ulong or decimal or double or float;

    private static void WriteObject(StringBuilder text, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        text.Append('{');
        var isFirst = true;
        foreach (var field in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            WriteString(text, field.Key);
            text.Append(':');
            WriteValue(text, field.Value);
        }

        text.Append('}');
    }

    private static void WriteValue(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case string content:
                WriteString(text, content);
                break;
            case double or float:
                text.Append(
                    Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
                break;
            case IDictionary map:
                WriteObject(
                    text, map.Keys.Cast<string>().Select(name => new KeyValuePair<string, object?>(name, map[name])));
                break;
            case IEnumerable list:
                WriteArray(text, list);
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteArray(StringBuilder text, IEnumerable list)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in list)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            WriteValue(text, item);
        }

        text.Append(']');
    }

    private static void WriteString(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c == '\r') text.Append("\\r");
            else if (c == '\t') text.Append("\\t");
            else if (c < ' ') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }

        text.Append('"');
    }
}
