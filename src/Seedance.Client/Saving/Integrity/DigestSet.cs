using System.Security.Cryptography;

namespace Seedance.Saving.Integrity;

/// <summary>SHA-256 always, and whatever else a server has announced, computed in one pass.</summary>
internal sealed class DigestSet : IDisposable
{
    private readonly ContentDigests _expected;
    private readonly Dictionary<string, IncrementalHash> _hashes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Crc64? _crc64;

    public DigestSet(ContentDigests expected)
    {
        _expected = expected;
        foreach (var algorithm in expected.Algorithms.Append(ContentDigests.Sha256).Distinct())
        {
            if (algorithm == ContentDigests.Crc64) _crc64 = new Crc64();
            else _hashes.Add(algorithm, IncrementalHash.CreateHash(NameOf(algorithm)));
        }
    }

    public void Append(byte[] buffer, int count)
    {
        foreach (var hash in _hashes.Values) hash.AppendData(buffer, 0, count);
        _crc64?.Append(buffer.AsSpan(0, count));
    }

    /// <summary>Ends the computation.</summary>
    /// <returns>
    /// The SHA-256, and the first algorithm whose value is not the announced one; null when there is none.
    /// </returns>
    public (string Sha256, string? Mismatch) Finish()
    {
        var values = _hashes.ToDictionary(h => h.Key, h => h.Value.GetHashAndReset());
        if (_crc64 is not null) values.Add(ContentDigests.Crc64, _crc64.GetHash());
        var mismatch = values.Keys.FirstOrDefault(
            a => _expected[a] is { } expected && expected != Convert.ToBase64String(values[a]));
        return (Hex.Lower(values[ContentDigests.Sha256]), mismatch);
    }

    public void Dispose()
    {
        foreach (var hash in _hashes.Values) hash.Dispose();
    }

    private static HashAlgorithmName NameOf(string algorithm) => algorithm switch
    {
        ContentDigests.Md5 => HashAlgorithmName.MD5,
        ContentDigests.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
