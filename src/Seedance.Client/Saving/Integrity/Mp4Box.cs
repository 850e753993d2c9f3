using System.Buffers.Binary;

namespace Seedance.Saving.Integrity;

/// <summary>
/// A box of an MP4 file (ISO/IEC 14496-12, 4.2): where its payload starts and ends, in bytes from the start of the
/// file.
/// </summary>
internal readonly record struct Mp4Box(uint Type, long Start, long End)
{
    /// <summary>The type that these four characters stand for.</summary>
    public static uint TypeOf(string name) =>
        ((uint)name[0] << 24) | ((uint)name[1] << 16) | ((uint)name[2] << 8) | name[3];
}

/// <summary>
/// Reads boxes of a file through a small buffer. The number of boxes and of bytes that are read is limited, because the
/// file may come from a hostile host: beyond the limit, and beyond the end of the file, nothing is found.
/// </summary>
/// <param name="stream">A stream that can seek; its position is moved.</param>
internal sealed class Mp4BoxReader(Stream stream)
{
    private const int BufferSize = 4096;

    // An hour of video with a box per frame stays below both limits.
    private const int MaximumBoxes = 500_000;
    private const long MaximumBytes = 64L * 1024 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private long _bufferStart;
    private int _bufferLength;
    private int _boxesRead;
    private long _bytesRead;

    /// <summary>
    /// The bytes at a position; fewer than wanted at the end of the file or of the limit. At most 512 at a time.
    /// </summary>
    public ReadOnlySpan<byte> Read(long position, int count)
    {
        if (position < 0) return default;
        if (position < _bufferStart || position + count > _bufferStart + _bufferLength) Fill(position);
        var offset = position - _bufferStart;
        return offset < _bufferLength ? _buffer.AsSpan((int)offset, (int)Math.Min(count, _bufferLength - offset))
            : default;
    }

    /// <summary>A big-endian number of 32 bits; null where the box or the file ends before.</summary>
    public uint? ReadUInt32(in Mp4Box box, long offset) =>
        ReadWithin(box, offset, 4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : null;

    /// <summary>A big-endian number of 64 bits; null where the box or the file ends before.</summary>
    public ulong? ReadUInt64(in Mp4Box box, long offset) =>
        ReadWithin(box, offset, 8) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : null;

    /// <summary>
    /// The bytes at an offset of the payload; fewer than wanted where the box or the file ends before.
    /// </summary>
    public ReadOnlySpan<byte> ReadWithin(in Mp4Box box, long offset, int count)
    {
        var available = box.End - box.Start - offset;
        return offset < 0 || available <= 0 ? default : Read(box.Start + offset, (int)Math.Min(count, available));
    }

    /// <summary>
    /// Finds the box at a position inside its parent; what is broken or reaches beyond the parent ends the parent.
    /// </summary>
    /// <param name="position">The start of the box's header; moved behind the box.</param>
    /// <param name="end">The end of the parent.</param>
    /// <param name="box">The box.</param>
    public bool TryReadBox(ref long position, long end, out Mp4Box box)
    {
        box = default;
        if (end - position < 8 || ++_boxesRead > MaximumBoxes) return false;
        var header = Read(position, 16);
        if (header.Length < 8) return false;
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
        var headerSize = 8;
        if (size == 1)
        {
            if (header.Length < 16) return false;
            size = BinaryPrimitives.ReadUInt64BigEndian(header.Slice(8));
            headerSize = 16;
        }
        else if (size == 0)
        {
            size = (ulong)(end - position);
        }

        if (size < (ulong)headerSize || size > (ulong)(end - position)) return false;
        var type = BinaryPrimitives.ReadUInt32BigEndian(header.Slice(4));
        box = new Mp4Box(type, position + headerSize, position + (long)size);
        position = box.End;
        return true;
    }

    private void Fill(long position)
    {
        (_bufferStart, _bufferLength) = (position, 0);
        if (_bytesRead > MaximumBytes || position >= stream.Length) return;
        stream.Position = position;
        for (int read; _bufferLength < BufferSize; _bufferLength += read)
        {
            read = stream.Read(_buffer, _bufferLength, BufferSize - _bufferLength);
            if (read == 0) break;
        }

        _bytesRead += _bufferLength;
    }
}
