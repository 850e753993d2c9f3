using System.Buffers.Binary;

namespace Seedance.Saving.Integrity;

/// <summary>
/// Tells a whole MP4 or QuickTime file from a web page, an error text or a truncated file by its boxes (ISO/IEC
/// 14496-12, 4.2): it starts with a box that such files start with, it has a <c>moov</c> and media data, and every box
/// ends inside the file. What players skip is no fault: boxes before <c>ftyp</c>, no <c>ftyp</c> at all, zeros behind
/// the last box, a last box of unstated size.
/// </summary>
internal static class Mp4Structure
{
    // A video has a handful of boxes, a fragmented one a few per second; a file of nothing but tiny boxes is no video.
    private const int MaximumBoxes = 1_000_000;

    private static readonly uint Moov = Mp4Box.TypeOf("moov");
    private static readonly uint Mdat = Mp4Box.TypeOf("mdat");
    private static readonly uint Moof = Mp4Box.TypeOf("moof");

    // The first box decides what a file is. QuickTime files start with any of these; MP4 files with ftyp, which some
    // servers and editors put behind padding (free, skip, wide), an identifier (uuid) or the type of a segment (styp).
    private static readonly HashSet<uint> FirstTypes =
    [
        .. new[] { "ftyp", "styp", "moov", "mdat", "moof", "sidx", "free", "skip", "wide", "uuid", "pnot", "pdin" }
            .Select(Mp4Box.TypeOf),
    ];

    /// <summary>Describes what is wrong with the stream; null when it is a whole MP4.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static string? FindFault(Stream stream) => Inspect(stream).Fault;

    /// <summary>Checks the structure and reads the facts of the video in one pass.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Mp4Inspection Inspect(Stream stream)
    {
        var facts = new Mp4FactReader(new Mp4BoxReader(stream));
        var fault = FindFault(stream, facts);
        return new Mp4Inspection(fault, facts.ToFacts());
    }

    /// <summary>True when the stream begins as an MP4 file does, whole or not.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    public static bool StartsLikeOne(Stream stream)
    {
        var header = new byte[8];
        stream.Position = 0;
        return ReadUpTo(stream, header, 8) == 8
            && FirstTypes.Contains(BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
    }

    private static string? FindFault(Stream stream, Mp4FactReader facts)
    {
        var length = stream.Length;
        if (length == 0) return "it is empty";
        var header = new byte[16];
        var hasMoov = false;
        var hasMedia = false;
        for (var (position, boxes) = (0L, 0); position < length; boxes++)
        {
            if (boxes == MaximumBoxes) return "it has too many boxes";
            stream.Position = position;
            var read = ReadUpTo(stream, header, (int)Math.Min(16, length - position));
            // Padding behind the last box: players stop there.
            if (position > 0 && IsZero(header, Math.Min(read, 8)) && IsZeroToTheEnd(stream, position)) break;
            if (read < 8) return $"it ends inside a box header at byte {position}";
            var type = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            if (position == 0 && !FirstTypes.Contains(type)) return "it does not start as an MP4 file does";
            if (!IsType(type)) return $"it has a broken box at byte {position}";
            var rest = length - position;
            if (SizeOf(header, read, rest) is not { } box) return $"it ends inside a box header at byte {position}";
            if (box.Size < (ulong)box.Header) return $"it has a broken box at byte {position}";
            if (box.Size > (ulong)rest)
                return $"it is cut off in the box at byte {position}";
            var found = new Mp4Box(type, position + box.Header, position + (long)box.Size);
            if (type == Moov && !facts.ReadMovie(found) && box.IsUnstated)
                return $"it is cut off inside the index (moov) at byte {position}";
            if (type == Moof) facts.ReadFragment(found);
            hasMoov |= type == Moov;
            hasMedia |= type == Mdat || type == Moof;
            position = found.End;
        }

        return !hasMoov ? "it has no index (moov)" : !hasMedia ? "it has no media data" : null;
    }

    // The last box may reach to the end of the file without a size (0); a size of 1 stands for 64 bits behind the type.
    private static (ulong Size, int Header, bool IsUnstated)? SizeOf(byte[] header, int read, long rest)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size != 1) return (size == 0 ? (ulong)rest : size, 8, size == 0);
        return read < 16 ? null : (BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8)), 16, false);
    }

    // Four printable characters; © begins some of QuickTime's.
    private static bool IsType(uint type)
    {
        for (var shift = 0; shift < 32; shift += 8)
        {
            var c = (byte)(type >> shift);
            if (c is (< 0x20 or > 0x7E) and not 0xA9) return false;
        }

        return true;
    }

    private static bool IsZeroToTheEnd(Stream stream, long position)
    {
        var buffer = new byte[64 * 1024];
        stream.Position = position;
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            if (!IsZero(buffer, read)) return false;
        }

        return true;
    }

    private static bool IsZero(byte[] bytes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (bytes[i] != 0) return false;
        }

        return true;
    }

    private static int ReadUpTo(Stream stream, byte[] buffer, int count)
    {
        var total = 0;
        while (total < count)
        {
            var read = stream.Read(buffer, total, count - total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }
}
