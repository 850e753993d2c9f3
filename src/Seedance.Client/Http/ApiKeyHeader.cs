using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security;

namespace Seedance.Http;

/// <summary>
/// Makes the header that carries the key. Rule: neither the key nor the query of a signed URL is in any message, log,
/// exception, file or other request, and no object that holds one is handed to anything that might print it. LeakTests
/// checks both.
/// </summary>
internal static class ApiKeyHeader
{
    // A shorter key occurs in ordinary words.
    private const int MinimumRedactedLength = 8;

    /// <summary>Checks that the key can stand in a header.</summary>
    /// <exception cref="SeedanceException">The key is empty or has characters that a header cannot carry.</exception>
    public static void Validate(SecureString key) => UseCharacters(key, static characters =>
    {
        if (characters.Length == 0) throw new SeedanceException(Failure.ApiKeyMissing, "The API key is empty.");
        // A header allows visible ASCII; what follows a line break would be taken for another header.
        if (Array.Exists(characters, static c => c is <= ' ' or > '~'))
            throw new SeedanceException(
                Failure.ApiKeyInvalid,
                "The API key contains a space, a line break or a character outside ASCII, so it cannot be right.");
        return true;
    });

    /// <summary>The header. HttpClient needs a string, which stays in memory as long as the request.</summary>
    public static AuthenticationHeaderValue Create(SecureString key) =>
        UseCharacters(key, static characters => new AuthenticationHeaderValue("Bearer", new string(characters)));

    /// <summary>Overwrites the key in a response body that repeats it, in whatever way JSON escapes it.</summary>
    public static void Redact(AuthenticationHeaderValue header, Span<byte> body)
    {
        var key = header.Parameter!;
        if (key.Length < MinimumRedactedLength) return;
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

    // The length in bytes of the key at the start of a text, each character plain or escaped as \/ or \u002f; 0 when it
    // is not there.
    private static int LengthOfKey(ReadOnlySpan<byte> text, string key)
    {
        var at = 0;
        foreach (var c in key)
        {
            var rest = text.Slice(at);
            if (rest.Length > 0 && rest[0] == c) at += 1;
            else if (rest.Length > 1 && rest[0] == '\\' && rest[1] == c) at += 2;
            else if (rest.Length > 5 && rest[0] == '\\' && rest[1] == 'u' && rest[2] == '0' && rest[3] == '0'
                && Utf8Parser.TryParse(rest.Slice(4, 2), out byte value, out var digits, 'x')
                && digits == 2 && value == c) at += 6;
            else return 0;
        }

        return at;
    }

    /// <summary>Uses the characters of a key. They exist in two places meanwhile; both are cleared.</summary>
    public static T UseCharacters<T>(SecureString key, Func<char[], T> use)
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
