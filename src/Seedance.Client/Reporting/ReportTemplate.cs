using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Seedance.Reporting;

/// <summary>
/// A text with places for values, in a subset of the template language Mustache: <c>{{name}}</c> for a text, which is
/// encoded for HTML; <c>{{{name}}}</c> for a text that is not; <c>{{#name}}…{{/name}}</c> for each item of a list, or
/// once when there is a value; <c>{{^name}}…{{/name}}</c> when there is none. Names of the inner item come before
/// those of the outer.
/// </summary>
internal sealed class ReportTemplate
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly List<Node> _nodes;

    /// <exception cref="FormatException">A section is not closed, or closed without being open.</exception>
    public ReportTemplate(string text)
    {
        var position = 0;
        _nodes = Parse(text, ref position, null);
    }

    private enum Kind
    {
        Text,
        Value,
        RawValue,
        Section,
        InvertedSection,
    }

    /// <summary>
    /// One of the template's files, with line ends as HTML parsers see them: hashes are made of those.
    /// </summary>
    public static string ReadFile(string name)
    {
        using var stream = typeof(ReportTemplate).Assembly.GetManifestResourceStream(
            "Seedance.Reporting.Template." + name)
            ?? throw new InvalidOperationException($"The assembly does not contain the template file '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    /// <summary>The hash of an inline style or script for a Content-Security-Policy.</summary>
    public static string HashOf(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
#if NET
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(bytes));
#else
        using var sha256 = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(sha256.ComputeHash(bytes));
#endif
    }

    /// <summary>Writes the text with its values.</summary>
    public void Render(TextWriter output, IReadOnlyDictionary<string, object?> values) =>
        Render(output, _nodes, [values]);

    private static void Render(TextWriter output, List<Node> nodes, List<IReadOnlyDictionary<string, object?>> scopes)
    {
        foreach (var node in nodes)
        {
            switch (node.Kind)
            {
                case Kind.Text:
                    output.Write(node.Text);
                    break;
                case Kind.Value:
                    Encoder.Encode(output, Find(scopes, node.Text)?.ToString() ?? "");
                    break;
                case Kind.RawValue:
                    output.Write(Find(scopes, node.Text)?.ToString());
                    break;
                default:
                    RenderSection(output, node, scopes);
                    break;
            }
        }
    }

    private static void RenderSection(TextWriter output, Node node, List<IReadOnlyDictionary<string, object?>> scopes)
    {
        var value = Find(scopes, node.Text);
        var isEmpty = value is null or false or "" || (value is ICollection { Count: 0 });
        if (isEmpty || node.Kind == Kind.InvertedSection)
        {
            if (isEmpty && node.Kind == Kind.InvertedSection) Render(output, node.Content, scopes);
            return;
        }

        IEnumerable items = value is IEnumerable list and not string and not IReadOnlyDictionary<string, object?> ? list
            : new[] { value };
        foreach (var item in items)
        {
            if (item is not IReadOnlyDictionary<string, object?> scope)
            {
                Render(output, node.Content, scopes);
                continue;
            }

            scopes.Add(scope);
            Render(output, node.Content, scopes);
            scopes.RemoveAt(scopes.Count - 1);
        }
    }

    private static object? Find(List<IReadOnlyDictionary<string, object?>> scopes, string name)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].TryGetValue(name, out var value)) return value;
        }

        // A name that does not exist is an error of the template or of the page that fills it.
        throw new FormatException($"The template uses '{name}', which has no value.");
    }

    private static List<Node> Parse(string text, ref int position, string? section)
    {
        var nodes = new List<Node>();
        while (true)
        {
            var start = text.IndexOf("{{", position, StringComparison.Ordinal);
            if (start < 0)
            {
                if (section is not null)
                    throw new FormatException($"The section '{section}' of the template is not closed.");
                nodes.Add(new Node(Kind.Text, text.Substring(position)));
                return nodes;
            }

            if (start > position) nodes.Add(new Node(Kind.Text, text.Substring(position, start - position)));
            var isRaw = start + 2 < text.Length && text[start + 2] == '{';
            var close = isRaw ? "}}}" : "}}";
            var end = text.IndexOf(close, start, StringComparison.Ordinal);
            if (end < 0) throw new FormatException("A tag of the template is not closed.");
            var tag = text.Substring(start + close.Length, end - start - close.Length).Trim();
            position = end + close.Length;
            switch (tag.Length > 0 ? tag[0] : ' ')
            {
                case '#':
                    nodes.Add(new Node(Kind.Section, tag.Substring(1), Parse(text, ref position, tag.Substring(1))));
                    break;
                case '^':
                    nodes.Add(new Node(Kind.InvertedSection, tag.Substring(1),
                        Parse(text, ref position, tag.Substring(1))));
                    break;
                case '!':
                    break;
                case '/':
                    if (tag.Substring(1) != section)
                        throw new FormatException($"The template closes '{tag.Substring(1)}' in '{section}'.");
                    return nodes;
                default:
                    nodes.Add(new Node(isRaw ? Kind.RawValue : Kind.Value, tag));
                    break;
            }
        }
    }

    private sealed record Node(Kind Kind, string Text, List<Node> Content)
    {
        public Node(Kind kind, string text) : this(kind, text, [])
        {
        }
    }
}
