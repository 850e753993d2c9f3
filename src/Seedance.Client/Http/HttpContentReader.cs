namespace Seedance.Http;

/// <summary>
/// Reads response bodies, which are not trusted: the length is limited and cancellation ends a read at once.
/// </summary>
internal static class HttpContentReader
{
    /// <summary>The whole body, decompressed; null when it is longer than <paramref name="limit"/> bytes.</summary>
    /// <param name="response">The response.</param>
    /// <param name="limit">The maximum length in bytes, before and after decompression.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="InvalidDataException">The compression is broken.</exception>
    public static async Task<Memory<byte>?> ReadAsync(
        HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        if (await ReadBodyAsync(response, limit, cancellationToken).ConfigureAwait(false) is not { } body) return null;
        var encodings = response.Content.Headers.ContentEncoding;
        return encodings.Count == 0 ? body : ContentDecoder.Decode(body, string.Join(", ", encodings), limit);
    }

    /// <summary>The body as a stream whose reads end when the token is cancelled.</summary>
    public static async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NET
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        // .NET Framework ignores the token while it reads a body. Disposing of the response ends the read.
        cancellationToken.Register(static r => ((HttpResponseMessage)r!).Dispose(), response);
        return await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
    }

    private static async Task<Memory<byte>?> ReadBodyAsync(
        HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit) return null;

        using var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[(announced ?? 1023) + 1];
        var length = 0;
        while (true)
        {
            var space = buffer.Length - length;
            var read = await stream.ReadAsync(buffer, length, space, cancellationToken).ConfigureAwait(false);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
        }
    }
}
