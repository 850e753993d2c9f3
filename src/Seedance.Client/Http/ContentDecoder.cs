using System.IO.Compression;

namespace Seedance.Http;

/// <summary>
/// Decompresses whole response bodies. The HTTP handlers could do it while they read, but on .NET Framework and Mono
/// broken compression then looks like a broken connection, and <c>deflate</c> fails when the server means zlib.
/// </summary>
internal static class ContentDecoder
{
    /// <summary>
    /// The value of Accept-Encoding. It lacks <c>deflate</c>, which servers send with and without the zlib header (RFC
    /// 9110, 8.4.1.2).
    /// </summary>
#if NET
    public const string AcceptEncoding = "gzip, br";
#else
    public const string AcceptEncoding = "gzip";
#endif

    /// <summary>The decompressed body; null when it is longer than <paramref name="limit"/> bytes.</summary>
    /// <param name="body">The body as it was sent.</param>
    /// <param name="encoding">The value of Content-Encoding; an unknown one leaves the body as it is.</param>
    /// <param name="limit">The maximum length in bytes: a small body may decompress to gigabytes.</param>
    /// <exception cref="InvalidDataException">The body is not compressed as it claims to be.</exception>
    public static Memory<byte>? Decode(Memory<byte> body, string? encoding, int limit)
    {
        if (body.IsEmpty || encoding is null) return body;
        using var compressed = new MemoryStream(body.ToArray());
        using var stream = Open(compressed, encoding);
        if (stream is null) return body;
        try
        {
            return ReadAll(stream, limit);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // .NET throws the first for gzip and the second for Brotli, Mono the third.
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static Stream? Open(MemoryStream compressed, string encoding)
    {
        switch (encoding.Trim().ToLowerInvariant())
        {
            case "gzip" or "x-gzip":
                return new GZipStream(compressed, CompressionMode.Decompress);
            case "deflate":
                if (HasZlibHeader(compressed)) compressed.Position = 2;
                return new DeflateStream(compressed, CompressionMode.Decompress);
#if NET
            case "br":
                return new BrotliStream(compressed, CompressionMode.Decompress);
#endif
            default:
                return null;
        }
    }

    // RFC 1950, section 2.2: the method is 8 and the two bytes are a multiple of 31.
    private static bool HasZlibHeader(MemoryStream compressed)
    {
        var first = compressed.ReadByte();
        var second = compressed.ReadByte();
        compressed.Position = 0;
        return second >= 0 && (first & 0x0F) == 8 && ((first << 8) | second) % 31 == 0;
    }

    private static Memory<byte>? ReadAll(Stream stream, int limit)
    {
        var buffer = new byte[Math.Min(4096, limit + 1)];
        var length = 0;
        while (true)
        {
            var read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
        }
    }
}
