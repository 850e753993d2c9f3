using System.Buffers.Binary;
using Seedance.Emulator.Videos;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>The sample videos as bytes, and their boxes.</summary>
internal static class Mp4Files
{
    private static readonly string[] Containers =
        ["moov", "trak", "mdia", "minf", "stbl", "edts", "mvex", "moof", "traf"];

    public static byte[] Sample(string name)
    {
        using var stream = (name switch
        {
            "with-audio" => SampleVideos.WithAudio,
            "fragmented" => SampleVideos.Fragmented,
            _ => SampleVideos.NoAudioMoovLast,
        }).Open();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The offsets of the boxes, including those within containers.</summary>
    public static List<int> BoxesOf(byte[] bytes) => BoxesOf(bytes, 0, bytes.Length);

    private static List<int> BoxesOf(byte[] bytes, int start, int end)
    {
        var boxes = new List<int>();
        while (start + 8 <= end)
        {
            boxes.Add(start);
            var size = Math.Max(
                8, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start)), (uint)(end - start)));
            if (Containers.Any(c => bytes.AsSpan(start + 4, 4).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(c))))
                boxes.AddRange(BoxesOf(bytes, start + 8, start + size));
            start += size;
        }

        return boxes;
    }
}
