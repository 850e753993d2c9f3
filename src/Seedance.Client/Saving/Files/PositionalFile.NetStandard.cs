namespace Seedance.Saving.Files;

/// <content>Reads and writes at offsets by moving the position of the stream, one call at a time.</content>
internal sealed partial class PositionalFile
{
    private readonly SemaphoreSlim _position = new(1);

    /// <summary>Writes bytes at an offset. May be called from any thread.</summary>
    public async ValueTask WriteAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        await _position.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Stream.Position = offset;
            await Stream.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            // Bytes in the stream's buffer would be missing in a checkpoint.
            await Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _position.Release();
        }
    }

    /// <summary>Reads bytes at an offset. May be called from any thread.</summary>
    public async ValueTask<int> ReadAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        await _position.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Stream.Position = offset;
            return await Stream.ReadAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _position.Release();
        }
    }

    /// <summary>Brings all written bytes to the disk itself.</summary>
    public void FlushToDisk()
    {
        // Flush writes the stream's buffer at the current position, which must not move meanwhile.
        _position.Wait();
        try
        {
            Stream.Flush(flushToDisk: true);
        }
        finally
        {
            _position.Release();
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _position.Dispose();
    }
}
