using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security;

namespace Seedance.Http;

/// <summary>
/// Makes the one header that carries the key. The rule: the key is in no message, log, exception, file or other request, and a
/// signed address's query neither; no object that holds one is handed to anything that might print it. LeakTests looks for both.
/// </summary>
internal static class ApiKeyHeader
{
    private const int ShortestRedacted = 8;

    /// <exception cref="SeedanceException">The key is empty or has characters that a header cannot carry.</exception>
    public static void Validate(SecureString key) => Reveal(key, static characters =>
    {
        if (characters.Length == 0) throw new SeedanceException(Failure.ApiKeyMissing, "The API key is empty.");
        // A header takes visible ASCII; a line break in it would let the rest pass for another header.
        if (Array.Exists(characters, static c => c is <= ' ' or > '~'))
            throw new SeedanceException(
                Failure.ApiKeyInvalid, "The API key holds a space, a line break or a character outside ASCII, so it cannot be right.");
        return true;
    });

    /// <summary>The header. HttpClient wants a string, so this one lives as long as the request.</summary>
    public static AuthenticationHeaderValue Create(SecureString key) =>
        Reveal(key, static characters => new AuthenticationHeaderValue("Bearer", new string(characters)));

    /// <summary>Blots the key out of an answer that repeats it, however JSON escapes it, so that no message can.</summary>
    public static void Redact(AuthenticationHeaderValue header, Span<byte> body)
    {
        var key = header.Parameter!;
        // A key this short would be found in half of all words.
        if (key.Length < ShortestRedacted) return;
        while (body.Length >= key.Length)
        {
            var start = body.IndexOfAny((byte)key[0], (byte)'\\');
            if (start < 0) return;
            body = body.Slice(start);
            var length = LengthOfKey(body, key);
            body.Slice(0, length).Fill((byte)'*');
            body = body.Slice(Math.Max(length, 1));
        }
    }

    // How many bytes the key takes at the beginning of a text, each character plain, as \/ or as \u002f; 0 when it is not there.
    private static int LengthOfKey(ReadOnlySpan<byte> text, string key)
    {
        var at = 0;
        foreach (var c in key)
        {
            var rest = text.Slice(at);
            if (rest.Length > 0 && rest[0] == c) at += 1;
            else if (rest.Length > 1 && rest[0] == '\\' && rest[1] == c) at += 2;
            else if (rest.Length > 5 && rest[0] == '\\' && rest[1] == 'u' && rest[2] == '0' && rest[3] == '0'
                && Utf8Parser.TryParse(rest.Slice(4, 2), out byte value, out var digits, 'x') && digits == 2 && value == c) at += 6;
            else return 0;
        }

        return at;
    }

    // The characters exist in two places for as long as they are used, and both are wiped.
    private static T Reveal<T>(SecureString key, Func<char[], T> use)
    {
        var characters = new char[key.Length];
        var unprotected = Marshal.SecureStringToGlobalAllocUnicode(key);
        try
        {
            Marshal.Copy(unprotected, characters, 0, characters.Length);
            return use(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unprotected);
            Array.Clear(characters, 0, characters.Length);
        }
    }
}
