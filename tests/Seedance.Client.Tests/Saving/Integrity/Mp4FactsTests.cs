using System.Buffers.Binary;
using System.Text;
using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>Facts of the sample videos and of files built from boxes.</summary>
public sealed class Mp4FactsTests
{
    // Measured with ffprobe 5.1.
    public static TheoryData<string, double, int, int, string?> Samples => new()
    {
        { "with-audio", 5.042, 640, 360, "aac" },
        { "no-audio-moov-last", 4, 640, 360, null },
        { "fragmented", 4, 320, 180, null },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Facts_of_the_samples_equal_those_of_ffprobe(
        string sample, double seconds, int width, int height, string? audio)
    {
        var facts = Read(Mp4Files.Sample(sample));

        Assert.Equal(seconds, facts.Duration!.Value.TotalSeconds, 0.001);
        Assert.Equal((width, height, 24d, "h264"), (facts.Width, facts.Height, facts.FrameRate, facts.VideoCodec));
        Assert.Equal((audio, audio is not null), (facts.AudioCodec, facts.HasAudio));
    }

    [Fact]
    public void Boxes_with_64_bit_times_and_sizes_are_read()
    {
        byte[] times = [.. Version(1), .. U64(1), .. U64(1), .. U32(1000), .. U64(5_040)];
        byte[] header =
            [.. Version(1), .. U64(1), .. U64(1), .. U32(7), .. U32(0), .. U64(5_040), .. new byte[16], .. Matrix(0),
                .. U32(64 << 16), .. U32(36 << 16)];
        var file = File(Box("mvhd", times), LargeBox(
            "trak", Box("tkhd", header), Media("vide", Box("mdhd", times), Entry("avc1", 64, 36), Times((120, 42)))));

        var facts = Read(file);

        Assert.Equal(TimeSpan.FromSeconds(5.04), facts.Duration);
        Assert.Equal((64, 36, 23.81), (facts.Width, facts.Height, facts.FrameRate));
    }

    [Theory]
    [InlineData(0, 64, 36)]
    [InlineData(90, 36, 64)]
    [InlineData(180, 64, 36)]
    [InlineData(270, 36, 64)]
    public void A_rotation_by_90_degrees_exchanges_width_and_height(int degrees, int width, int height)
    {
        var facts = Read(File(Movie(5_040), Track(1, "vide", degrees, Times((126, 40)))));

        Assert.Equal((width, height), (facts.Width, facts.Height));
    }

    [Fact]
    public void Fragments_use_their_own_or_their_default_durations()
    {
        var file = File(
            Movie(0), Track(1, "vide", 0, Times()),
                Box("mvex", Box("trex", Version(0), U32(1), U32(1), U32(50), U32(0), U32(0))));
        // 10 samples of 50 by trex, 10 of 40 by tfhd, 2 of their own durations.
        byte[] bytes =
        [
            .. file,
            .. Fragment(Box("tfhd", U32(0), U32(1)), Box("trun", U32(0), U32(10))),
            .. Fragment(Box("tfhd", U32(8), U32(1), U32(40)), Box("trun", U32(0), U32(10))),
            .. Fragment(Box("tfhd", U32(0), U32(1)), Box("trun", U32(0x100), U32(2), U32(60), U32(40))),
        ];

        var facts = Read(bytes);

        Assert.Equal(TimeSpan.FromSeconds(1), facts.Duration);
        Assert.Equal(22, facts.FrameRate);
    }

    [Fact]
    public void The_declared_length_is_used_when_no_fragment_can_be_read()
    {
        var file = File(Movie(0), Track(1, "vide", 0, Times()), Box("mvex", Box("mehd", Version(0), U32(4_200))));

        Assert.Equal(TimeSpan.FromSeconds(4.2), Read(file).Duration);
    }

    [Fact]
    public void A_track_without_samples_is_not_audio()
    {
        var facts = Read(File(Movie(5_040), Track(1, "vide", 0, Times((126, 40))), Track(2, "soun", 0, Times())));

        Assert.Equal((null, false), (facts.AudioCodec, facts.HasAudio));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void The_samples_are_used_when_the_movie_header_has_no_length(uint duration)
    {
        var facts = Read(File(Movie(duration), Track(1, "vide", 0, Times((126, 40)))));

        Assert.Equal(TimeSpan.FromSeconds(5.04), facts.Duration);
    }

    [Fact]
    public void An_unknown_codec_keeps_its_name_and_an_unreadable_one_has_none()
    {
        Assert.Equal("zzz9", Read(File(Movie(1), Track(1, "vide", 0, Times((1, 1)), "zzz9"))).VideoCodec);
        Assert.Null(Read(File(Movie(1), Track(1, "vide", 0, Times((1, 1)), "a\u001b[m"))).VideoCodec);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("\0\0\0\u0010ftypisom\0\0\0\0")]
    [InlineData("\0\0\0\u0010ftypisom\0\0\0\0\0\0\0\u0008moov")]
    public void A_file_without_tracks_has_no_facts(string text) =>
        Assert.Equal(VideoFacts.Unknown, Read(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_complete_video_with_an_unreadable_index_has_no_facts_and_no_fault()
    {
        using var stream = new BrokenIndex(Mp4Files.Sample("with-audio"));

        Assert.Equal(new Mp4Inspection(null, VideoFacts.Unknown), Mp4Structure.Inspect(stream));
    }

    private static VideoFacts Read(byte[] bytes) =>
        Mp4Structure.Inspect(new MemoryStream(bytes, writable: false)).Facts;

    private static byte[] File(params byte[][] boxes) =>
        [.. Box("ftyp", "isom\0\0\0\0"u8.ToArray()), .. Box("moov", boxes)];

    private static byte[] Movie(uint duration) =>
        Box("mvhd", Version(0), U32(1), U32(1), U32(1000), U32(duration), new byte[80]);

    private static byte[] Track(uint id, string handler, int degrees, byte[] times, string codec = "avc1") => Box(
        "trak",
        Box("tkhd", Version(0), U32(1), U32(1), U32(id), U32(0), U32(0), new byte[16], Matrix(degrees), U32(64 << 16),
            U32(36 << 16)),
        Media(handler, Box("mdhd", Version(0), U32(1), U32(1), U32(1000), U32(0), U32(0)), Entry(codec, 64, 36),
            times));

    private static byte[] Media(string handler, byte[] header, byte[] entry, byte[] times) => Box(
        "mdia", header, Box("hdlr", U32(0), U32(0), Encoding.ASCII.GetBytes(handler), new byte[13]),
        Box("minf", Box("stbl", Box("stsd", U32(0), U32(1), entry), times)));

    private static byte[] Entry(string codec, int width, int height) =>
        Box(codec, new byte[24], [(byte)(width >> 8), (byte)width, (byte)(height >> 8), (byte)height], new byte[50]);

    private static byte[] Times(params (uint Count, uint Duration)[] entries) =>
        Box("stts", U32(0), U32((uint)entries.Length),
            [.. entries.SelectMany(e => U32(e.Count).Concat(U32(e.Duration)))]);

    private static byte[] Fragment(params byte[][] boxes) => [.. Box("moof", Box("traf", boxes)), .. Box("mdat", [])];

    private static byte[] Matrix(int degrees)
    {
        const uint One = 0x00010000, MinusOne = 0xFFFF0000;
        var (a, b) = degrees switch
        {
            0 => (One, 0u),
            90 => (0u, One),
            180 => (MinusOne, 0u),
            _ => (0u, MinusOne),
        };
        return [.. U32(a), .. U32(b), .. U32(0), .. U32(b == 0 ? 0 : b ^ One ^ MinusOne), .. U32(a), .. U32(0),
            .. U32(0), .. U32(0), .. U32(0x40000000)];
    }

    private static byte[] Version(byte version) => [version, 0, 0, 0];

    private static byte[] Box(string type, params byte[][] content) =>
        [.. U32((uint)(8 + content.Sum(c => c.Length))), .. Encoding.Latin1.GetBytes(type),
            .. content.SelectMany(c => c)];

    private static byte[] LargeBox(string type, params byte[][] content) =>
        [.. U32(1), .. Encoding.Latin1.GetBytes(type), .. U64((ulong)(16 + content.Sum(c => c.Length))),
            .. content.SelectMany(c => c)];

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>A video on a damaged disk: only the headers of boxes, 16 bytes at a time, are readable.</summary>
    private sealed class BrokenIndex(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            count > 16 ? throw new IOException("The disk is broken.") : base.Read(buffer, offset, count);
    }
}
