using System.Buffers;
using Seedance.Saving.Files;

namespace Seedance.Saving.Integrity;

/// <summary>
/// Computes the digests of a file while it is being written: follows behind the bytes that have no gap before them and reads
/// them again from the system's cache. So it does not matter in which order they come, nor in which run.
/// </summary>
internal sealed class PrefixHasher : IAsyncDisposable
{
    private const int BlockBytes = 512 * 1024;

    private readonly PartialFile _file;
    private readonly DigestSet _digests;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly Task _work;
    private long _available;
    private long _length = long.MaxValue;

    public PrefixHasher(PartialFile file, ContentDigests expected, long available)
    {
        _file = file;
        _digests = new DigestSet(expected);
        _available = available;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>All bytes before this one are on disk.</summary>
    public void Advance(long contiguous)
    {
        // Woken for whole blocks only.
        if (contiguous - Volatile.Read(ref _available) < BlockBytes) return;
        lock (_more)
        {
            if (contiguous <= _available) return;
            Volatile.Write(ref _available, contiguous);
            _more.Release();
        }
    }

    /// <summary>Everything is on disk: gives the digests of the whole.</summary>
    public async Task<(string Sha256, string? Mismatch)> FinishAsync(long length)
    {
        lock (_more)
        {
            Volatile.Write(ref _available, length);
            Volatile.Write(ref _length, length);
            _more.Release();
        }

        await _work.ConfigureAwait(false);
        return _digests.Finish();
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        try
        {
            await _work.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Nobody wants the result any more.
        }

        _stop.Dispose();
        _more.Dispose();
        _digests.Dispose();
    }

    private async Task WorkAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (long position = 0; position < Volatile.Read(ref _length);)
            {
                var count = (int)Math.Min(buffer.Length, Volatile.Read(ref _available) - position);
                if (count == 0)
                {
                    await _more.WaitAsync(_stop.Token).ConfigureAwait(false);
                    continue;
                }

                var read = await _file.ReadAsync(buffer, count, position, _stop.Token).ConfigureAwait(false);
                if (read == 0) throw new IOException("The file has become shorter while it was being written.");
                _digests.Append(buffer, read);
                position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
