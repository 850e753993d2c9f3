using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>
/// Network input is hostile: reading facts ends, never throws and uses bounded memory.
/// </summary>
public sealed class Mp4FactsFuzzTests
{
    private const int Rounds = 20_000;
    private const int MaximumBytesPerFile = 1024 * 1024;

    [Fact]
    public void Damaged_videos_give_plausible_facts_or_none()
    {
        var random = new Random(20261);
        string[] names = ["with-audio", "no-audio-moov-last", "fragmented"];
        byte[][] samples = [.. names.Select(Mp4Files.Sample)];
        var boxes = samples.Select(Mp4Files.BoxesOf).ToArray();
        var changed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var number = round % samples.Length;
            var bytes = (byte[])samples[number].Clone();
            for (var damage = random.Next(1, 5); damage > 0; damage--)
                bytes[Math.Min(bytes.Length - 1, boxes[number][random.Next(boxes[number].Count)] + random.Next(64))] =
                    Interesting(random);
            var length = random.Next(4) == 0 ? random.Next(bytes.Length + 1) : bytes.Length;
            var before = GC.GetAllocatedBytesForCurrentThread();

            var facts = Mp4Structure.Inspect(new MemoryStream(bytes, 0, length, writable: false)).Facts;

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaximumBytesPerFile);
            AssertPlausible(facts);
            if (facts != Mp4Structure.Inspect(new MemoryStream(samples[number], writable: false)).Facts) changed++;
        }

        // The damage affects the bytes that are read.
        Assert.InRange(changed, Rounds / 20, Rounds);
    }

    [Theory]
    [InlineData("stts", 200_000_000)]
    [InlineData("trun", 200_000_000)]
    public void A_table_of_excessive_declared_size_is_read_up_to_the_limit(string type, int size)
    {
        using var stream = new EndlessTable(type, size);

        AssertPlausible(Mp4Structure.Inspect(stream).Facts);

        Assert.InRange(stream.BytesRead, 1, 80 * 1024 * 1024);
    }

    private static void AssertPlausible(VideoFacts facts)
    {
        Assert.True(facts.Duration is null || facts.Duration > TimeSpan.Zero);
        Assert.True(facts.FrameRate is null || double.IsFinite(facts.FrameRate.Value));
        Assert.True(facts.Width is null or > 0 && facts.Height is null or > 0);
        Assert.True(facts.VideoCodec is null || facts.VideoCodec.All(c => c is >= ' ' and <= '~'));
    }

    private static byte Interesting(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => 0xFF,
        2 => 1,
        _ => (byte)random.Next(256),
    };

    /// <summary>
    /// The sample without audio up to one of its tables, followed by bytes of value 1 up to the declared size.
    /// </summary>
    private sealed class EndlessTable : Stream
    {
        private readonly byte[] _head;

        public EndlessTable(string type, int size)
        {
            Length = size;
            var tracks = type == "stts"
                ? "\0\0\0\u0010ftypisom\0\0\0\0|\u0007moov|\u0006trak|\u0005mdia\0\0\0\u0018mdhd"
                    + "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001|\u0003minf|\u0002stbl|\u0001stts\0\0\0\0"
                : "\0\0\0\u0010ftypisom\0\0\0\0\0\0\0\u0030moov\0\0\0\u0028trak\0\0\0\u0020tkhd"
                    + "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\0\0\0\0\0\0\0\0"
                    + "|\u0003moof|\u0002traf\0\0\0\u0010tfhd\0\0\0\0\0\0\0\u0001|\u0001trun\0\0\u0001\0";
            // '|' and a depth represent the size of a box that extends to the end.
            var bytes = new List<byte>();
            for (var i = 0; i < tracks.Length; i++)
            {
                if (tracks[i] != '|')
                {
                    bytes.Add((byte)tracks[i]);
                    continue;
                }

                i++;
                var rest = size - bytes.Count;
                bytes.AddRange([(byte)(rest >> 24), (byte)(rest >> 16), (byte)(rest >> 8), (byte)rest]);
            }

            bytes.AddRange([0x7F, 0xFF, 0xFF, 0xFF]);
            _head = [.. bytes];
        }

        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length { get; }

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, Length - Position);
            for (var i = 0; i < count; i++) buffer[offset + i] = Position + i < _head.Length ? _head[Position + i]
                : (byte)((Position + i) % 4 == 3 ? 1 : 0);
            Position += count;
            BytesRead += count;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
