using System.Security;
using System.Security.Cryptography;
using System.Text;
using Seedance.Http;

namespace Seedance.Api;

/// <summary>
/// Remembers which API keys a service has accepted, so that a later client knows that a rejection of such a key may be
/// temporary. It contains keyed hashes, never a key, and the hash key exists only in this object. Members may be used
/// from any thread.
/// </summary>
public sealed class AcceptedKeys
{
    // A session uses a few keys; a script that makes up keys must not fill memory.
    private const int MaximumKeys = 64;

    private readonly byte[] _hashKey = new byte[32];
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

    /// <summary>Makes an empty collection.</summary>
    public AcceptedKeys()
    {
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(_hashKey);
    }

    /// <summary>The hash that stands for a key at a service.</summary>
    internal string HashOf(SecureString key, Uri baseUri)
    {
        var service = Encoding.UTF8.GetBytes(baseUri.GetLeftPart(UriPartial.Authority) + "\n");
        return ApiKeyHeader.UseCharacters(key, characters =>
        {
            var bytes = new byte[service.Length + Encoding.UTF8.GetMaxByteCount(characters.Length)];
            service.CopyTo(bytes, 0);
            try
            {
                var keyLength = Encoding.UTF8.GetBytes(characters, 0, characters.Length, bytes, service.Length);
                using var hash = new HMACSHA256(_hashKey);
                return Convert.ToBase64String(hash.ComputeHash(bytes, 0, service.Length + keyLength));
            }
            finally
            {
                Array.Clear(bytes, 0, bytes.Length);
            }
        });
    }

    internal bool Contains(string hash)
    {
        lock (_accepted) return _accepted.Contains(hash);
    }

    internal void Add(string hash)
    {
        lock (_accepted)
        {
            if (_accepted.Count == MaximumKeys) _accepted.Clear();
            _accepted.Add(hash);
        }
    }
}
