using System.Text;
using System.Text.RegularExpressions;

namespace Seedance.Reporting;

/// <summary>
/// Makes texts fit for a page that is passed on: without the query of a signed URL, without absolute paths, without
/// characters that HTML cannot hold.
/// </summary>
internal static class ReportText
{
    // A prompt may be long; what is longer is no prompt.
    private const int MaximumLength = 20_000;

    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(1);

    private static readonly Regex QuotedPath = new(
        @"(?<=['""])(?:[A-Za-z]:[\\/]|\\\\|/)[^'""]*?([^\\/'""]+)[\\/]?(?=['""])", RegexOptions.CultureInvariant,
            SearchLimit);

    private static readonly Regex WindowsPath = new(
        @"(?<![\w/])(?:[A-Za-z]:[\\/]|\\\\)[^\s'""]*?([^\\/\s'""]+)(?=[\s'"".,;:]|$)", RegexOptions.CultureInvariant,
            SearchLimit);

    /// <summary>A text of the user or of the service.</summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text!.Length > MaximumLength) text = text.Substring(0, MaximumLength) + "…";
        return Printable(Redaction.Redact(text));
    }

    /// <summary>A message of this module or of the system, which may name files: only their names stay.</summary>
    /// <param name="message">The message.</param>
    /// <param name="folder">The folder of the report.</param>
    public static string? CleanMessage(string? message, string folder)
    {
        if (Clean(message) is not { } text) return null;
        text = WindowsPath.Replace(QuotedPath.Replace(text, "$1"), "$1");
        foreach (var known in new[] { folder, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) })
        {
            // A root alone is in every path and in every URL.
            if (known is { Length: > 3 }) text = text.Replace(known, "…");
        }

        return text;
    }

    // HTML has no control characters but tab and line breaks, and no half of a surrogate pair.
    private static string Printable(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            if (!char.IsSurrogate(c) && !(char.IsControl(c) && c is not ('\t' or '\n' or '\r'))) continue;
            clean ??= new StringBuilder(text);
            clean[i] = '\uFFFD';
        }

        return clean?.ToString() ?? text;
    }
}
