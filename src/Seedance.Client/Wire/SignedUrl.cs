using System.Globalization;

namespace Seedance.Wire;

/// <summary>What a signed address says of its own life; the address itself is never changed.</summary>
internal static class SignedUrl
{
    /// <summary>When the signature ends (UTC), from its date and its seconds; null when it does not say.</summary>
    public static DateTimeOffset? ExpiresAt(string url)
    {
        var query = url.IndexOf('?');
        if (query < 0) return null;
        string? date = null, seconds = null;
        foreach (var pair in url.Substring(query + 1).Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals < 0) continue;
            var name = pair.Substring(0, equals);
            if (name.EndsWith("-Date", StringComparison.OrdinalIgnoreCase)) date = pair.Substring(equals + 1);
            else if (name.EndsWith("-Expires", StringComparison.OrdinalIgnoreCase)) seconds = pair.Substring(equals + 1);
        }

        return DateTimeOffset.TryParseExact(
                date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var life)
            ? signed.AddSeconds(life)
            : null;
    }
}
