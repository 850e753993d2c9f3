using System.Globalization;

namespace Seedance;

/// <summary>
/// A URL that gives access to a video: the query holds a signature. Only <see cref="Value"/> gives the whole of it, and
/// only a request needs that. <see cref="ToString"/> is safe for messages and logs.
/// </summary>
/// <param name="Value">The URL exactly as the service wrote it. It is a secret.</param>
internal readonly record struct SignedUrl(string Value)
{
    /// <summary>
    /// When the signature expires (UTC): <c>X-Tos-Date</c> plus <c>X-Tos-Expires</c> seconds (the same with another
    /// vendor's prefix), or <c>Expires</c> in Unix seconds. Null when the URL does not state it.
    /// </summary>
    public DateTimeOffset? ExpiresAt
    {
        get
        {
            var (date, lifetime, moment) = ReadQuery(Value);
            return date is null || lifetime is null ? UnixTime(moment) : DatePlusLifetime(date, lifetime);
        }
    }

    /// <summary>
    /// When the URL was signed (UTC): <c>X-Tos-Date</c> or the same with another vendor's prefix. Null when the URL
    /// does not state it.
    /// </summary>
    public DateTimeOffset? SignedAt => ReadQuery(Value).Date is { } date ? SigningTime(date) : null;

    /// <summary>The URL without user name, password, query and fragment: what may be kept on disk.</summary>
    public string WithoutSecrets
    {
        get
        {
            var end = Value.IndexOfAny(['?', '#']);
            var url = end < 0 ? Value : Value.Substring(0, end);
            var authority = url.IndexOf("//", StringComparison.Ordinal) + 2;
            if (authority < 2) return url;
            var path = url.IndexOf('/', authority);
            var at = url.LastIndexOf('@', (path < 0 ? url.Length : path) - 1);
            return at < authority ? url : url.Substring(0, authority) + url.Substring(at + 1);
        }
    }

    /// <summary>
    /// The URL for a message. It hides more than <see cref="WithoutSecrets"/>, because the text may be no URL at all:
    /// whatever follows the first <c>?</c> or <c>#</c>, and whatever precedes the last <c>@</c>.
    /// </summary>
    public override string ToString()
    {
        var text = Value;
        var end = text.IndexOfAny(['?', '#']);
        if (end >= 0) text = text.Substring(0, end) + "?" + Redaction.Mark;
        var at = text.LastIndexOf('@');
        return at >= 0 ? Redaction.Mark + text.Substring(at) : text;
    }

    private static (string? Date, string? Lifetime, string? Moment) ReadQuery(string url)
    {
        string? date = null, lifetime = null, moment = null;
        var start = url.IndexOf('?') + 1;
        while (start > 0 && start < url.Length)
        {
            var end = url.IndexOf('&', start);
            if (end < 0) end = url.Length;
            var equals = url.IndexOf('=', start, end - start);
            if (equals > 0)
            {
                var name = url.AsSpan(start, equals - start);
                if (IsSignatureParameter(name, "-Date")) date = Between(equals + 1, end);
                else if (IsSignatureParameter(name, "-Expires")) lifetime = Between(equals + 1, end);
                else if (name.Equals("Expires".AsSpan(), StringComparison.OrdinalIgnoreCase))
                    moment = Between(equals + 1, end);
            }

            start = end + 1;
        }

        return (date, lifetime, moment);

        string Between(int from, int to) => url.Substring(from, to - from);
    }

    // X-Tos-Date, X-Amz-Date and so on; not response-expires, which sets a header of the response.
    private static bool IsSignatureParameter(ReadOnlySpan<char> name, string suffix) =>
        name.StartsWith("X-".AsSpan(), StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(suffix.AsSpan(), StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? SigningTime(string date) =>
        DateTimeOffset.TryParseExact(
            date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
            ? signed
            : null;

    private static DateTimeOffset? DatePlusLifetime(string date, string lifetime) =>
        SigningTime(date) is { } signed
        && int.TryParse(lifetime, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && DateTimeOffset.MaxValue - signed > TimeSpan.FromSeconds(seconds)
            ? signed.AddSeconds(seconds)
            : null;

    private static DateTimeOffset? UnixTime(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
