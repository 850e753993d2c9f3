using System.Text;

namespace Seedance;

/// <summary>
/// Removes what gives access to a video from any text that may quote a URL: the query of each URL, user names and
/// passwords, and the values of parameters such as <c>X-Tos-Signature</c>. It also finds URLs that are percent-encoded,
/// escaped as in JSON (<c>\u0026</c>, <c>:\/\/</c>), nested in another URL, or without a scheme. Linear in the length
/// of the text.
/// </summary>
internal static class Redaction
{
    /// <summary>Stands where something was removed.</summary>
    public const char Mark = '…';

    // A parameter name is not longer than this; it bounds the search before each "=".
    private const int MaximumNameLength = 64;

    // The last characters of parameter names whose values are secret, at any object store and in OAuth.
    private static readonly string[] SecretSuffixes =
        ["signature", "credential", "token", "accesskeyid", "secret", "password", "auth_key", "api_key", "apikey"];

    // These are too short to be looked for at the end of a longer name.
    private static readonly string[] SecretNames = ["sign", "sig", "q-ak"];

    /// <summary>The text without secrets.</summary>
    public static string Redact(string text)
    {
        // Nearly all texts have neither; then nothing is copied.
        if (text.IndexOfAny(['?', '=', '@', '%', '\\']) < 0) return text;
        var clean = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            if (IsDelimiter(text[start]))
            {
                clean.Append(text[start++]);
                continue;
            }

            var end = start;
            while (end < text.Length && !IsDelimiter(text[end])) end++;
            AppendWord(clean, text.Substring(start, end - start));
            start = end;
        }

        return clean.ToString();
    }

    private static bool IsDelimiter(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '<' or '>';

    private static void AppendWord(StringBuilder clean, string word)
    {
        var scheme = FindSchemeEnd(word);
        var (query, queryValue) = Find(word, 0, '?', "3F");
        if (query >= 0 && (scheme >= 0 || Find(word, queryValue, '=', "3D").Start >= 0))
        {
            AppendParameters(clean, WithoutUser(word.Substring(0, query), scheme));
            clean.Append('?').Append(Mark);
            return;
        }

        AppendParameters(clean, WithoutUser(word, scheme));
    }

    // https://user:password@host
    private static string WithoutUser(string word, int scheme)
    {
        if (scheme < 0) return word;
        var path = word.IndexOf('/', scheme);
        var at = word.LastIndexOf('@', (path < 0 ? word.Length : path) - 1);
        return at < scheme ? word : word.Substring(0, scheme) + Mark + word.Substring(at);
    }

    // Each name=value whose name is that of a secret loses its value, up to the next parameter.
    private static void AppendParameters(StringBuilder clean, string word)
    {
        var copied = 0;
        for (var from = 0; ;)
        {
            var (equals, value) = Find(word, from, '=', "3D");
            if (equals < 0) break;
            from = value;
            if (!IsSecretName(NameBefore(word, equals))) continue;
            clean.Append(word, copied, value - copied).Append(Mark);
            var next = Find(word, value, '&', "26").Start;
            from = copied = next < 0 ? word.Length : next;
        }

        clean.Append(word, copied, word.Length - copied);
    }

    private static string NameBefore(string word, int end)
    {
        var start = end;
        var first = Math.Max(0, end - MaximumNameLength);
        while (start > first && (char.IsLetterOrDigit(word[start - 1]) || word[start - 1] is '-' or '_')) start--;
        return word.Substring(start, end - start);
    }

    private static bool IsSecretName(string name) =>
        Array.Exists(SecretSuffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(SecretNames, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase) && IsWhole(name, s));

    // "%26sign" and "\u0026sign" leave their last digits before the name.
    private static bool IsWhole(string name, string secret)
    {
        var before = name.Length - secret.Length;
        return before == 0 || before >= 2 && name.Substring(0, before).EndsWith("26", StringComparison.Ordinal);
    }

    // The end of "://" in its plain and escaped spellings; -1 when there is none.
    private static int FindSchemeEnd(string word)
    {
        for (var (colon, next) = Find(word, 0, ':', "3A"); colon >= 0; (colon, next) = Find(word, next, ':', "3A"))
        {
            var first = SkipSlash(word, next);
            var second = first < 0 ? -1 : SkipSlash(word, first);
            if (second >= 0) return second;
        }

        return -1;
    }

    private static int SkipSlash(string word, int at)
    {
        if (at < word.Length && word[at] == '\\') at = at + 1 < word.Length && word[at + 1] == '/' ? at + 1 : at;
        return MatchAt(word, at, '/', "2F");
    }

    // The first occurrence of a character or of its escaped forms: where it starts and where it ends.
    private static (int Start, int End) Find(string word, int from, char plain, string hex)
    {
        for (var at = from; at < word.Length; at++)
        {
            if (word[at] != plain && word[at] is not ('%' or '\\')) continue;
            var end = MatchAt(word, at, plain, hex);
            if (end >= 0) return (at, end);
        }

        return (-1, -1);
    }

    // The end of the character at this place, be it plain, %3F, %253F or \u003F; -1 when it is another one.
    private static int MatchAt(string word, int at, char plain, string hex)
    {
        if (at >= word.Length) return -1;
        if (word[at] == plain) return at + 1;
        if (word[at] == '\\') return StartsWith(word, at, "\\u00" + hex) ? at + 6 : -1;
        if (word[at] != '%') return -1;
        var digits = at + 1;
        while (StartsWith(word, digits, "25")) digits += 2;
        return StartsWith(word, digits, hex) ? digits + 2 : -1;
    }

    private static bool StartsWith(string word, int at, string text) =>
        string.Compare(word, at, text, 0, text.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
