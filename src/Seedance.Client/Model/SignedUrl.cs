using System.Globalization;

namespace Seedance;

/// <summary>What a signed address says of its own life; the address itself is never changed.</summary>
internal static class SignedUrl
{
    /// <summary>
    /// When the signature ends (UTC): <c>X-Tos-Date</c> plus <c>X-Tos-Expires</c> seconds and its siblings of other stores,
    /// or a plain <c>Expires</c> in Unix seconds; null when the address does not say.
    /// </summary>
    public static DateTimeOffset? ExpiresAt(string url)
    {
        var start = url.IndexOf('?') + 1;
        if (start == 0) return null;
        string? date = null, life = null, moment = null;
        while (start < url.Length)
        {
            var end = url.IndexOf('&', start);
            if (end < 0) end = url.Length;
            var equals = url.IndexOf('=', start, end - start);
            if (equals > 0)
            {
                var name = url.AsSpan(start, equals - start);
                if (IsOfSignature(name, "-Date")) date = Part(url, equals + 1, end);
                else if (IsOfSignature(name, "-Expires")) life = Part(url, equals + 1, end);
                else if (name.Equals("Expires".AsSpan(), StringComparison.OrdinalIgnoreCase)) moment = Part(url, equals + 1, end);
            }

            start = end + 1;
        }

        return date is null || life is null ? UnixMoment(moment) : DateAndLife(date, life);
    }

    private static string Part(string url, int start, int end) => url.Substring(start, end - start);

    // X-Tos-Date and its like; not response-expires, which is a header for the answer.
    private static bool IsOfSignature(ReadOnlySpan<char> name, string end) =>
        name.StartsWith("X-".AsSpan(), StringComparison.OrdinalIgnoreCase) && name.EndsWith(end.AsSpan(), StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? DateAndLife(string date, string life) =>
        DateTimeOffset.TryParseExact(
            date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
        && int.TryParse(life, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && DateTimeOffset.MaxValue - signed > TimeSpan.FromSeconds(seconds)
            ? signed.AddSeconds(seconds)
            : null;

    private static DateTimeOffset? UnixMoment(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
