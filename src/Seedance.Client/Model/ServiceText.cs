using System.Text.RegularExpressions;

namespace Seedance;

/// <summary>
/// Makes text of the network fit for a message: one line, no control characters (a terminal obeys them), no signed query, not endless.
/// </summary>
internal static class ServiceText
{
    private const int Longest = 300;

    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(1);

    private static readonly Regex Query = new(@"(://[^\s?""'<>]+\?)[^\s""'<>]*", RegexOptions.CultureInvariant, SearchLimit);

    private static readonly Regex Secret = new(
        @"((?:signature|credential|token)=)[^\s&""'<>]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, SearchLimit);

    public static string Clean(string text)
    {
        // Bounded first, so that the search is too; a query that is cut short still goes as a whole.
        if (text.Length > 4 * Longest) text = text.Substring(0, 4 * Longest);
        text = Secret.Replace(Query.Replace(text, "$1…"), "$1…");
        var clean = new char[Math.Min(text.Length, Longest + 1)];
        for (var i = 0; i < clean.Length; i++) clean[i] = char.IsControl(text[i]) || IsInvisible(text[i]) ? ' ' : text[i];
        return clean.Length <= Longest ? new string(clean).Trim() : new string(clean, 0, Longest) + "…";
    }

    // Marks that turn the direction of what follows, or split a line.
    private static bool IsInvisible(char c) =>
        c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF';
}
