using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>
/// Detects a server that sends other bytes than its headers say. Each range request begins a little before its first
/// missing byte; those bytes are kept and compared in the end with what another response has brought. Safe for any
/// thread.
/// </summary>
internal sealed class OverlapCheck
{
    /// <summary>How many bytes before its first missing one a range request begins.</summary>
    public const int Bytes = 256;

    private readonly List<(long Offset, byte[] Bytes)> _overlaps = [];

    /// <summary>Keeps bytes that stand before a segment.</summary>
    public void Add(long offset, byte[] bytes)
    {
        lock (_overlaps) _overlaps.Add((offset, bytes));
    }

    /// <summary>
    /// True when some bytes are not those of the finished file. To be called when no connection adds any more.
    /// </summary>
    public async Task<bool> HasMismatchAsync(ReadAt read, CancellationToken cancellationToken)
    {
        var buffer = new byte[Bytes];
        foreach (var (offset, bytes) in _overlaps)
        {
            var count = await read(buffer, bytes.Length, offset, cancellationToken).ConfigureAwait(false);
            if (!buffer.AsSpan(0, count).SequenceEqual(bytes)) return true;
        }

        return false;
    }
}
