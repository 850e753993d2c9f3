using System.Buffers;

namespace Seedance.Creating;

/// <summary>
/// Reads the lines of a journal into a <see cref="JournalState"/>, in one pass and with bounded memory.
/// </summary>
internal static class JournalScanner
{
    /// <summary>A longer line is not read: no request has one.</summary>
    public const int MaximumLineBytes = 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Takes in all lines from the current position to the end.</summary>
    /// <param name="stream">The file; it is left at its end.</param>
    /// <param name="state">Takes the lines.</param>
    /// <param name="includeLast">Whether a last line without a line feed is taken in.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Where the first line begins that was not taken in.</returns>
    public static long Read(Stream stream, JournalState state, bool includeLast, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaximumLineBytes);
        try
        {
            return Read(stream, buffer, state, includeLast, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long Read(
        Stream stream, byte[] buffer, JournalState state, bool includeLast, CancellationToken cancellationToken)
    {
        // The position in the file of the first byte of the buffer, and how many bytes of the buffer are used.
        var (start, used) = (stream.Position, 0);
        var isSkipping = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = stream.Read(buffer, used, buffer.Length - used);
            used += read;
            var taken = TakeLines(buffer.AsSpan(0, used), start, state, ref isSkipping);
            if (read == 0)
            {
                if (includeLast && taken < used && !isSkipping)
                    Take(buffer.AsSpan(taken, used - taken), start + taken, state);
                return includeLast ? start + used : start + taken;
            }

            if (taken == 0 && used == buffer.Length)
            {
                // One line fills the buffer: it is left out, up to its end.
                if (!isSkipping) state.SkipLine();
                isSkipping = true;
                taken = used;
            }

            Buffer.BlockCopy(buffer, taken, buffer, 0, used - taken);
            (start, used) = (start + taken, used - taken);
        }
    }

    // How many bytes belong to lines that are complete.
    private static int TakeLines(ReadOnlySpan<byte> bytes, long start, JournalState state, ref bool isSkipping)
    {
        var taken = 0;
        while (true)
        {
            var length = bytes.Slice(taken).IndexOf((byte)'\n');
            if (length < 0) return taken;
            if (!isSkipping) Take(bytes.Slice(taken, length), start + taken, state);
            isSkipping = false;
            taken += length + 1;
        }
    }

    private static void Take(ReadOnlySpan<byte> line, long offset, JournalState state)
    {
        // Editors write these.
        if (offset == 0 && line.StartsWith(ByteOrderMark))
        {
            line = line.Slice(ByteOrderMark.Length);
            offset = ByteOrderMark.Length;
        }

        if (line.Length > 0 && line[line.Length - 1] == '\r') line = line.Slice(0, line.Length - 1);
        if (line.Length > 0) state.Apply(line, offset);
    }
}
