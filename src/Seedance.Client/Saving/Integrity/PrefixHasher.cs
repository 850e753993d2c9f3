using System.Buffers;

namespace Seedance.Saving.Integrity;

/// <summary>Reads bytes of a file at an offset; 0 at its end.</summary>
internal delegate ValueTask<int> ReadAt(byte[] buffer, int count, long offset, CancellationToken cancellationToken);

/// <summary>
/// Computes the digests of a file while it is being written. Bytes that are written in order are hashed from the buffer
/// they were written from. All others are read again, from the operating system's cache, as soon as no byte before them
/// is missing: so neither the order in which they arrive matters, nor the run.
/// </summary>
internal sealed class PrefixHasher : IAsyncDisposable
{
    private const int BlockBytes = 512 * 1024;

    private readonly ReadAt _read;
    private readonly DigestSet _digests;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _more = new(0);

    // Reads behind the writers; null until it is needed.
    private Task? _reading;
    private long _hashed;
    private long _available;
    private long _length = long.MaxValue;

    /// <param name="expected">The digests that the server announced.</param>
    /// <param name="read">Reads the file.</param>
    /// <param name="available">All bytes before this one are written already.</param>
    public PrefixHasher(ContentDigests expected, ReadAt read, long available)
    {
        _read = read;
        _digests = new DigestSet(expected);
        _available = available;
    }

    /// <summary>
    /// Hashes bytes that were just written, when they are the next ones and no reading has begun. For a single writer
    /// only.
    /// </summary>
    /// <returns>False when they must be read from the file.</returns>
    public bool TryAppend(byte[] buffer, int count, long offset)
    {
        if (_reading is not null || offset != _hashed) return false;
        _digests.Append(buffer, count);
        _hashed += count;
        return true;
    }

    /// <summary>All bytes before this one are written. Safe for any thread.</summary>
    public void Advance(long contiguous)
    {
        // Whole blocks only: each call that continues takes a lock and wakes the reader.
        if (contiguous - Volatile.Read(ref _available) < BlockBytes) return;
        lock (_more)
        {
            if (contiguous <= _available) return;
            Volatile.Write(ref _available, contiguous);
            _reading ??= Task.Run(ReadAsync);
            _more.Release();
        }
    }

    /// <summary>All bytes are written: completes the digests.</summary>
    /// <param name="length">The length of the file.</param>
    public async Task<(string Sha256, string? Mismatch)> FinishAsync(long length)
    {
        lock (_more)
        {
            Volatile.Write(ref _available, length);
            Volatile.Write(ref _length, length);
            if (_hashed < length) _reading ??= Task.Run(ReadAsync);
            _more.Release();
        }

        if (_reading is not null) await _reading.ConfigureAwait(false);
        return _digests.Finish();
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        try
        {
            if (_reading is not null) await _reading.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The result is not needed any more.
        }

        _stop.Dispose();
        _more.Dispose();
        _digests.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            while (_hashed < Volatile.Read(ref _length))
            {
                var count = (int)Math.Min(buffer.Length, Volatile.Read(ref _available) - _hashed);
                if (count == 0)
                {
                    await _more.WaitAsync(_stop.Token).ConfigureAwait(false);
                    continue;
                }

                var read = await _read(buffer, count, _hashed, _stop.Token).ConfigureAwait(false);
                if (read == 0) throw new IOException("The file has become shorter while it was being written.");
                _digests.Append(buffer, read);
                _hashed += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
