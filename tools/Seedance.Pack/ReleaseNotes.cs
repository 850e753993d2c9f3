namespace Seedance.Pack;

/// <summary>The section of a version in a changelog of the form Keep a Changelog.</summary>
internal static class ReleaseNotes
{
    private const string Unreleased = "Unreleased";

    /// <summary>Cuts the notes of a version out of the changelog.</summary>
    /// <param name="changelog">The text of CHANGELOG.md.</param>
    /// <param name="version">The version of the module.</param>
    /// <param name="isRelease">True to accept only a section of exactly this version, as the newest one.</param>
    /// <returns>The text below the heading, without blank lines around it.</returns>
    /// <exception cref="InvalidOperationException">The changelog has no such section, or it is empty.</exception>
    public static string Of(string changelog, string version, bool isRelease)
    {
        var lines = changelog.ReplaceLineEndings("\n").Split('\n');
        var headings = lines.Select((line, number) => (Name: NameOf(line), Number: number))
            .Where(heading => heading.Name is not null).ToArray();
        var newest = headings.FirstOrDefault(h => h.Name != Unreleased);
        if (isRelease && newest.Name != version)
        {
            throw new InvalidOperationException(
                $"The newest version in CHANGELOG.md is {newest.Name ?? "missing"}, and Seedance.psd1 has {version}.");
        }

        var found = headings.FirstOrDefault(h => h.Name == version);
        if (found.Name is null && !isRelease) found = headings.FirstOrDefault(h => h.Name == Unreleased);
        if (found.Name is null)
            throw new InvalidOperationException($"CHANGELOG.md has no section for {version}.");
        var notes = string.Join(
            '\n',
            lines.Skip(found.Number + 1).TakeWhile(line => NameOf(line) is null && !IsLinkDefinition(line))).Trim();
        return notes.Length > 0 ? notes
            : throw new InvalidOperationException($"The section {found.Name} of CHANGELOG.md is empty.");
    }

    // "## [1.2.3] - 2026-01-31" or "## [Unreleased]".
    private static string? NameOf(string line) =>
        line.StartsWith("## [", StringComparison.Ordinal) && line.IndexOf(']') is > 4 and var end ? line[4..end] : null;

    private static bool IsLinkDefinition(string line) =>
        line.StartsWith('[') && line.Contains("]: ", StringComparison.Ordinal);
}
