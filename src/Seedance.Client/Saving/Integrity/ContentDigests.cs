using System.Globalization;

namespace Seedance.Saving.Integrity;

/// <summary>
/// The digests of a whole video that the server states, by algorithm: <c>md5</c>, <c>sha-256</c>, <c>sha-512</c>,
/// <c>crc64</c>.
/// </summary>
internal sealed class ContentDigests
{
    public const string Md5 = "md5";
    public const string Sha256 = "sha-256";
    public const string Sha512 = "sha-512";

    /// <summary>CRC-64 as object stores announce it, ECMA-182 reflected.</summary>
    public const string Crc64 = "crc64";

    private static readonly Dictionary<string, int> Lengths = new(StringComparer.OrdinalIgnoreCase)
    {
        [Md5] = 16,
        [Sha256] = 32,
        [Sha512] = 64,
        [Crc64] = 8,
    };

    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.OrdinalIgnoreCase);

    public static ContentDigests None { get; } = new();

    public IEnumerable<string> Algorithms => _values.Keys;

    /// <summary>The value for an algorithm, as base64; null when there is none.</summary>
    public string? this[string algorithm] =>
        _values.TryGetValue(algorithm, out var value) ? Convert.ToBase64String(value) : null;

    /// <summary>Keeps a value; one that cannot be one is as good as none.</summary>
    public void Add(string algorithm, string base64)
    {
        if (!Lengths.TryGetValue(algorithm, out var length)) return;
        try
        {
            var value = Convert.FromBase64String(base64.Trim().Trim('"', ':'));
            if (value.Length == length) _values[algorithm] = value;
        }
        catch (FormatException)
        {
        }
    }

    /// <summary>
    /// Reads the headers of object stores and of RFC 1864, 3230 and 9530. Digests of a part are ignored.
    /// </summary>
    public static ContentDigests Read(HttpResponseMessage response)
    {
        var digests = new ContentDigests();
        if (response.Content.Headers.ContentEncoding.Count > 0) return digests;
        var isWhole = response.StatusCode == System.Net.HttpStatusCode.OK;
        // Digest (RFC 3230), Repr-Digest and the stores' own headers are of the whole video, also in a partial
        // response.
        foreach (var name in (string[])["Digest", "Repr-Digest", "x-goog-hash"])
            digests.AddList(Values(response, name));
        foreach (var name in (string[])["x-tos-hash-crc64ecma", "x-oss-hash-crc64ecma", "x-cos-hash-crc64ecma"])
        {
            if (ulong.TryParse(Values(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var crc))
                digests._values[Crc64] = Integrity.Crc64.ToBytes(crc);
        }

        if (!isWhole) return digests;
        digests.AddList(Values(response, "Content-Digest"));
        if (response.Content.Headers.ContentMD5 is { Length: 16 } md5) digests._values[Md5] = md5;
        return digests;
    }

    // md5=base64,sha-256=:base64:
    private void AddList(string? list)
    {
        foreach (var item in (list ?? "").Split(','))
        {
            var equals = item.IndexOf('=');
            if (equals > 0) Add(item.Substring(0, equals).Trim(), item.Substring(equals + 1));
        }
    }

    private static string? Values(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(",", values) : null;
}
