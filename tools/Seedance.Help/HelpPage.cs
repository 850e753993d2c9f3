using System.Text.RegularExpressions;

namespace Seedance.Help;

/// <summary>The help page of a cmdlet: Markdown with headings, paragraphs, lists and code.</summary>
/// <remarks>
/// Level 1 is the cmdlet's name, with the synopsis below it; level 2 a section (Description, Examples, Parameters,
/// Inputs, Outputs, Notes, Related links); level 3 an entry of a section.
/// </remarks>
internal sealed partial class HelpPage
{
    private readonly Dictionary<string, List<HelpEntry>> _parts = new(StringComparer.OrdinalIgnoreCase);

    private HelpPage(string name) => Name = name;

    /// <summary>The heading of the page.</summary>
    public string Name { get; }

    /// <summary>The text directly below the heading of each section; the synopsis has an empty name.</summary>
    public HelpEntry Text(string part) => Entries(part).FirstOrDefault(e => e.Title.Length == 0) ?? new HelpEntry("");

    /// <summary>The entries of a section that have a title.</summary>
    public IEnumerable<HelpEntry> Titled(string part) => Entries(part).Where(e => e.Title.Length > 0);

    public static HelpPage Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var page = new HelpPage(lines[0].TrimStart('#').Trim());
        var part = "";
        var entry = page.Add(part, "");
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i + 1, l => l.StartsWith("```", StringComparison.Ordinal));
                entry.Blocks.Add(new HelpBlock(string.Join('\n', lines[(i + 1)..end]), IsCode: true));
                i = end;
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                entry = page.Add(part, Plain(line[4..]));
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                entry = page.Add(part = line[3..], "");
            }
            else if (line.Length > 0)
            {
                entry.Continue(
                    line, isNew: lines[i - 1].Length == 0 || line.StartsWith("- ", StringComparison.Ordinal));
            }
        }

        return page;
    }

    /// <summary>The text of Markdown without its markup.</summary>
    public static string Plain(string markdown) =>
        Link().Replace(markdown, "$1").Replace("`", "", StringComparison.Ordinal)
        .Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^]]+)\]\(([^)]+)\)")]
    public static partial Regex Link();

    private List<HelpEntry> Entries(string part) => _parts.TryGetValue(part, out var entries) ? entries : [];

    private HelpEntry Add(string part, string title)
    {
        if (!_parts.TryGetValue(part, out var entries)) _parts[part] = entries = [];
        var entry = new HelpEntry(title);
        entries.Add(entry);
        return entry;
    }
}

/// <summary>A paragraph, or lines of code.</summary>
internal sealed record HelpBlock(string Text, bool IsCode);

/// <summary>The content below one heading.</summary>
internal sealed class HelpEntry(string title)
{
    public string Title { get; } = title;

    public List<HelpBlock> Blocks { get; } = [];

    public IEnumerable<string> Paragraphs => Blocks.Where(b => !b.IsCode).Select(b => HelpPage.Plain(b.Text));

    /// <summary>Adds a line to the last paragraph, or begins another one.</summary>
    public void Continue(string line, bool isNew)
    {
        if (isNew || Blocks is [] or [.., { IsCode: true }]) Blocks.Add(new HelpBlock(line, IsCode: false));
        else Blocks[^1] = Blocks[^1] with { Text = $"{Blocks[^1].Text} {line.Trim()}" };
    }
}
