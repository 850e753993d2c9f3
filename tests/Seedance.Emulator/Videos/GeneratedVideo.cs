using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Seedance.Emulator.Videos;

/// <summary>A video whose bytes are computed from its length and a seed.</summary>
internal sealed class GeneratedVideo : EmulatedVideo
{
    private readonly byte[] _head;
    private readonly int _seed;

    /// <param name="length">Bytes.</param>
    /// <param name="seed">Selects the bytes.</param>
    /// <param name="isBroken">True writes invalid boxes after ftyp.</param>
    public GeneratedVideo(long length, int seed, bool isBroken = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, SampleVideos.MinimumGeneratedLength);
        Length = length;
        _seed = seed;
        ETag = $"\"generated-{length:x}-{seed:x}{(isBroken ? "-broken" : "")}\"";
        // Broken: a box whose size exceeds the file, so that random bytes are never valid by chance.
        _head = isBroken
            ? [.. Ftyp(), 0x7F, 0xFF, 0xFF, 0xFF]
            : [.. Ftyp(), .. Moov(), .. MdatHeader(length - FtypSize - MoovSize)];
    }

    public override long Length { get; }

    public override string ETag { get; }

    public override Stream Open() => new Bytes(this);

    private const int FtypSize = 24;
    private const int MvhdSize = 108;
    private const int MoovSize = 8 + MvhdSize;

    private static byte[] Ftyp() => [0, 0, 0, FtypSize, .. "ftypisom"u8, 0, 0, 2, 0, .. "isommp42"u8];

    private static byte[] Moov()
    {
        var box = new byte[MoovSize];
        var span = box.AsSpan();
        BinaryPrimitives.WriteUInt32BigEndian(span, MoovSize);
        "moov"u8.CopyTo(span[4..]);
        var mvhd = span[8..];
        BinaryPrimitives.WriteUInt32BigEndian(mvhd, MvhdSize);
        "mvhd"u8.CopyTo(mvhd[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[20..], 1000); // timescale: milliseconds
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[24..], 5040); // duration
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[28..], 0x00010000); // rate 1.0
        BinaryPrimitives.WriteUInt16BigEndian(mvhd[32..], 0x0100); // volume 1.0
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[44..], 0x00010000); // the identity matrix
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[60..], 0x00010000);
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[76..], 0x40000000);
        BinaryPrimitives.WriteUInt32BigEndian(mvhd[104..], 1); // next track
        return box;
    }

    private static byte[] MdatHeader(long size)
    {
        var isLarge = size > uint.MaxValue;
        var header = new byte[isLarge ? 16 : 8];
        BinaryPrimitives.WriteUInt32BigEndian(header, isLarge ? 1 : (uint)size);
        "mdat"u8.CopyTo(header.AsSpan(4));
        if (isLarge) BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), size);
        return header;
    }

    private void Fill(Span<byte> target, long offset)
    {
        var done = 0;
        if (offset < _head.Length)
        {
            done = (int)Math.Min(_head.Length - offset, target.Length);
            _head.AsSpan((int)offset, done).CopyTo(target);
        }

        var seed = (ulong)(uint)_seed << 40;
        // Bytes before the first whole word, the whole words, the bytes after them.
        while (done < target.Length && ((offset + done) & 7) != 0) target[done] = ByteAt(seed, offset + done++);
        var words = MemoryMarshal.Cast<byte, ulong>(target[done..]);
        var first = (ulong)(offset + done) >> 3;
        for (var i = 0; i < words.Length; i++) words[i] = Mix(seed ^ (first + (ulong)i));
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
        for (done += words.Length * 8; done < target.Length; done++) target[done] = ByteAt(seed, offset + done);
    }

    private static byte ByteAt(ulong seed, long offset) =>
        (byte)(Mix(seed ^ ((ulong)offset >> 3)) >> (int)((offset & 7) * 8));

    // SplitMix64 of the position of each 8 bytes, so that any offset can be read without the bytes before it.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private sealed class Bytes(GeneratedVideo video) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => video.Length;
        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Clamp(Length - Position, 0, buffer.Length);
            video.Fill(buffer[..count], Position);
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<int>(cancellationToken)
                : new(Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Current => Position,
            SeekOrigin.End => Length,
            _ => 0,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
