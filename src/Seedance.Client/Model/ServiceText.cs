namespace Seedance;

/// <summary>
/// Makes text of the network fit for a message: one line, without control characters (a terminal would obey them),
/// without secrets (<see cref="Redaction"/>), and of limited length.
/// </summary>
internal static class ServiceText
{
    private const int MaximumLength = 300;

    public static string Clean(string text)
    {
        // Cut first, so that the work is limited too. A query that is cut here is still removed.
        if (text.Length > 4 * MaximumLength) text = text.Substring(0, 4 * MaximumLength);
        text = Redaction.Redact(text);
        var clean = new char[Math.Min(text.Length, MaximumLength + 1)];
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(text[i]) || IsInvisible(text[i]) ? ' ' : text[i];
        return clean.Length <= MaximumLength ? new string(clean).Trim() : new string(clean, 0, MaximumLength) + "…";
    }

    /// <summary>
    /// The text with a full stop at its end, unless it ends a sentence already: other sentences may follow.
    /// </summary>
    public static string EndSentence(string text)
    {
        text = text.TrimEnd();
        return text.Length == 0 || text[text.Length - 1] is '.' or '!' or '?' or '…' ? text : text + ".";
    }

    /// <summary>The text, cut to a maximum length, with "…" at the end where it was cut.</summary>
    public static string Shorten(string text, int maximumLength) =>
        text.Length <= maximumLength ? text : text.Substring(0, maximumLength - 1).TrimEnd() + "…";

    /// <summary>False for text with an unpaired surrogate, which UTF-8 cannot represent.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) return false;
        }

        return true;
    }

    // Characters that change the direction of what follows, or split a line.
    private static bool IsInvisible(char c) =>
        c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F')
            or '\uFEFF';
}
