using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Seedance.Emulator;

/// <summary>Signs the URLs of videos over their exact query and verifies them.</summary>
internal sealed partial class UrlSigner(TimeProvider time)
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private long _issued;

    /// <summary>The start of a parameter that the signature does not cover; it follows the signed ones.</summary>
    public const string UnsignedParameter = "&name=";

    /// <summary>The origin of the server; known once it listens.</summary>
    public Uri Origin { get; set; } = new("http://127.0.0.1");

    /// <summary>A new signed URL; each one is different, even within a second.</summary>
    public string Sign(string id, TimeSpan lifetime)
    {
        var serial = Interlocked.Increment(ref _issued);
        var query = QueryOf(id, serial, time.GetUtcNow(), (long)lifetime.TotalSeconds);
        return Origin.GetLeftPart(UriPartial.Authority) + PathOf(id) + query;
    }

    /// <summary>The fault of a signed URL; null when it is valid.</summary>
    /// <param name="id">The id from its path.</param>
    /// <param name="query">Its query as sent, with its question mark.</param>
    public SignatureFault? Check(string id, string query)
    {
        var unsigned = query.IndexOf(UnsignedParameter, StringComparison.Ordinal);
        if (unsigned >= 0) query = query[..unsigned];
        var match = Issued().Match(query);
        if (!match.Success) return SignatureFault.Missing;
        var date = match.Groups["date"].Value;
        if (!DateTimeOffset.TryParseExact(
                date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
            return SignatureFault.Mismatch;
        var serial = long.Parse(match.Groups["serial"].Value, CultureInfo.InvariantCulture);
        var expires = long.Parse(match.Groups["expires"].Value, CultureInfo.InvariantCulture);
        if (query != QueryOf(id, serial, signed, expires)) return SignatureFault.Mismatch;
        return time.GetUtcNow() > signed.AddSeconds(expires) ? SignatureFault.Expired : null;
    }

    public static string PathOf(string id) => $"/out/{Uri.EscapeDataString(id)}.mp4";

    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    private string QueryOf(string id, long serial, DateTimeOffset at, long expires)
    {
        var date = at.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
        var start = string.Create(
            CultureInfo.InvariantCulture,
            $"?X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=AK{serial}%2F{date.AsSpan(0, 8)}%2Fcn-beijing")
            + "%2Ftos%2Frequest"
            + string.Create(CultureInfo.InvariantCulture, $"&X-Tos-Date={date}&X-Tos-Expires={expires}");
        var signature = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"GET\n{id}\n{start}"));
        return $"{start}&X-Tos-Signature={Convert.ToHexStringLower(signature)}&X-Tos-SignedHeaders=host";
    }

    [GeneratedRegex(
        "X-Tos-Credential=AK(?<serial>[0-9]{1,18})%2F.*"
        + "&X-Tos-Date=(?<date>[0-9]{8}T[0-9]{6}Z)&X-Tos-Expires=(?<expires>[0-9]{1,9})&")]
    private static partial Regex Issued();
}

/// <summary>Why a signed URL is not valid.</summary>
internal enum SignatureFault
{
    /// <summary>It has no signature.</summary>
    Missing,

    /// <summary>It differs from the issued one.</summary>
    Mismatch,

    /// <summary>It has expired.</summary>
    Expired,
}
