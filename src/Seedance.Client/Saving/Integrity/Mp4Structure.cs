using System.Buffers.Binary;

namespace Seedance.Saving.Integrity;

/// <summary>
/// Tells a whole MP4 from a web page, an error text or a truncated file by its boxes (ISO/IEC 14496-12, 4.2):
/// it starts with <c>ftyp</c>, it has a <c>moov</c>, and every box ends inside the file.
/// </summary>
public static class Mp4Structure
{
    // A video has a handful of boxes, a fragmented one a few per second; a file of nothing but tiny boxes is no video.
    private const int MaximumBoxes = 1_000_000;

    /// <summary>Says what is wrong with the stream; null when it is a whole MP4.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static string? FindFault(Stream stream)
    {
        var length = stream.Length;
        if (length == 0) return "it is empty";
        var header = new byte[16];
        var hasMoov = false;
        var hasMedia = false;
        long position = 0;
        for (var boxes = 0; position < length; boxes++)
        {
            if (boxes == MaximumBoxes) return "it has too many boxes";
            stream.Position = position;
            var read = ReadUpTo(stream, header, (int)Math.Min(16, length - position));
            if (read < 8) return $"it ends inside a box header at byte {position}";
            var type = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            if (position == 0 && type != Ftyp) return "it does not start as an MP4 file does";
            if (!IsType(type)) return $"it has a broken box at byte {position}";
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var headerSize = 8UL;
            if (size == 1)
            {
                if (read < 16) return $"it ends inside a box header at byte {position}";
                size = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8));
                headerSize = 16;
            }
            else if (size == 0 && type == Mdat)
            {
                // Media data that comes last may reach to the end of the file without saying so.
                size = (ulong)(length - position);
            }

            if (size < headerSize) return $"it has a broken box at byte {position}";
            if (size > (ulong)(length - position)) return $"it is cut off: the box at byte {position} reaches beyond the end of the file";
            hasMoov |= type == Moov;
            hasMedia |= type is Mdat or Moof;
            position += (long)size;
        }

        return !hasMoov ? "it has no index (moov)" : !hasMedia ? "it has no media data" : null;
    }

    /// <summary>True when the stream begins as an MP4 file does, whole or not.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    public static bool StartsLikeOne(Stream stream)
    {
        var header = new byte[8];
        stream.Position = 0;
        return ReadUpTo(stream, header, 8) == 8 && BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)) == Ftyp;
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

    private const uint Ftyp = 0x66747970;
    private const uint Moov = 0x6D6F6F76;
    private const uint Mdat = 0x6D646174;
    private const uint Moof = 0x6D6F6F66;

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
