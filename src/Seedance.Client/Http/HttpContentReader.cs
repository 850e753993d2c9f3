namespace Seedance.Http;

/// <summary>Reads a body that is not trusted: bounded, and given up at once on cancellation.</summary>
internal static class HttpContentReader
{
    /// <summary>The whole body, or null when it is larger than <paramref name="limit"/> bytes, decompressed.</summary>
    /// <exception cref="InvalidDataException">Its compression is broken.</exception>
    public static async Task<Memory<byte>?> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadBodyAsync(response, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            // In these words .NET's Brotli reader says so.
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>The body as a stream whose reads end when the token is cancelled.</summary>
    public static async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NET
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        // .NET Framework ignores the token in a body read; closing the response is what ends it there.
        cancellationToken.Register(static r => ((HttpResponseMessage)r!).Dispose(), response);
        return await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
    }

    private static async Task<Memory<byte>?> ReadBodyAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit) return null;

        using var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[(announced ?? 1023) + 1];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer, length, buffer.Length - length, cancellationToken).ConfigureAwait(false);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
        }
    }
}
