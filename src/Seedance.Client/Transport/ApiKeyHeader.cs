using System.Net;
using System.Net.Http.Headers;
using System.Security;

namespace Seedance.Transport;

/// <summary>Makes the one header that carries the key. The rule: the key is in no message, log, exception or other request.</summary>
internal static class ApiKeyHeader
{
    private const int ShortestRedacted = 8;

    /// <exception cref="SeedanceException">The key is empty or has characters that a header cannot carry.</exception>
    public static void Validate(SecureString key)
    {
        var text = Reveal(key);
        if (text.Length == 0) throw new SeedanceException(Failure.ApiKeyMissing, "The API key is empty.");
        // A header takes visible ASCII; a line break in it would let the rest pass for another header.
        if (text.Any(c => c is <= ' ' or > '~'))
            throw new SeedanceException(
                Failure.ApiKeyInvalid, "The API key holds a space, a line break or a character outside ASCII, so it cannot be right.");
    }

    public static AuthenticationHeaderValue Create(SecureString key) => new("Bearer", Reveal(key));

    /// <summary>Blots the key out of an answer that repeats it, so that no message can.</summary>
    public static void Redact(AuthenticationHeaderValue header, Span<byte> body)
    {
        var key = header.Parameter!;
        // A key this short would be found in half of all words.
        if (key.Length < ShortestRedacted || body.Length < key.Length) return;
        Span<byte> bytes = key.Length <= 512 ? stackalloc byte[key.Length] : new byte[key.Length];
        for (var i = 0; i < key.Length; i++) bytes[i] = (byte)key[i];
        for (int at; (at = body.IndexOf(bytes)) >= 0; body = body.Slice(at + bytes.Length)) body.Slice(at, bytes.Length).Fill((byte)'*');
    }

    private static string Reveal(SecureString key) => new NetworkCredential("", key).Password;
}
