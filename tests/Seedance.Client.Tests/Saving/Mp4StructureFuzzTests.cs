using Seedance.Emulator.Videos;
using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving;

/// <summary>Network input is hostile: reading boxes ends, never throws and reads only headers.</summary>
public sealed class Mp4StructureFuzzTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void FindFault_of_mutated_videos_never_throws()
    {
        var random = new Random(4711);
        EmulatedVideo[] videos = [SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, SampleVideos.Fragmented];
        var samples = videos.Select(Bytes).ToArray();
        var faults = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])samples[round % samples.Length].Clone();
            var boxes = BoxesOf(bytes);
            // Most damage is in the headers of boxes.
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                bytes[Math.Min(bytes.Length - 1, boxes[random.Next(boxes.Count)] + random.Next(17))] =
                    Interesting(random);
            var length = random.Next(3) == 0 ? random.Next(bytes.Length + 1) : bytes.Length;
            if (FindFault(bytes, length) is not null) faults++;
        }

        Assert.InRange(faults, Rounds / 2, Rounds);
    }

    [Fact]
    public void FindFault_of_random_bytes_after_a_valid_start_never_throws()
    {
        var random = new Random(815);
        var bytes = new byte[64 * 1024];
        for (var round = 0; round < Rounds / 10; round++)
        {
            random.NextBytes(bytes);
            "\0\0\0\u0018ftypisom"u8.CopyTo(bytes);
            Assert.NotNull(FindFault(bytes, random.Next(bytes.Length)));
        }
    }

    [Fact]
    public void FindFault_of_only_tiny_boxes_stops_at_the_limit()
    {
        var bytes = new byte[16 + 8 * 1_100_000];
        "\0\0\0\u0010ftypisom\0\0\0\0"u8.CopyTo(bytes);
        for (var i = 16; i < bytes.Length; i += 8) "\0\0\0\u0008free"u8.CopyTo(bytes.AsSpan(i));
        Assert.Contains("too many boxes", FindFault(bytes, bytes.Length), StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_of_a_64_bit_size_beyond_the_end_returns_a_fault()
    {
        byte[] bytes =
        [
            .. "\0\0\0\u0010ftypisom\0\0\0\0"u8, .. "\0\0\0\u0001mdat"u8,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        ];
        Assert.Contains("cut off", FindFault(bytes, bytes.Length), StringComparison.Ordinal);
    }

    private static string? FindFault(byte[] bytes, int length) =>
        Mp4Structure.FindFault(new MemoryStream(bytes, 0, length, writable: false));

    private static byte Interesting(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => 0xFF,
        2 => 1,
        _ => (byte)random.Next(256),
    };

    private static List<int> BoxesOf(byte[] bytes)
    {
        var boxes = new List<int>();
        for (var i = 0; i + 8 <= bytes.Length;)
        {
            boxes.Add(i);
            var size = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(i));
            i += Math.Max(8, size);
        }

        return boxes;
    }

    private static byte[] Bytes(EmulatedVideo video)
    {
        using var stream = video.Open();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
