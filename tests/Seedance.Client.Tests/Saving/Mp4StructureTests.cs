using System.Text;
using Seedance.Client.Tests.Saving.Integrity;
using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving;

public sealed class Mp4StructureTests
{
    public static TheoryData<string> Samples => ["with-audio", "no-audio-moov-last", "fragmented"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void FindFault_of_real_videos_is_null(string sample) =>
        Assert.Null(Mp4Structure.FindFault(new MemoryStream(Mp4Files.Sample(sample))));

    [Theory]
    [MemberData(nameof(Samples))]
    public void FindFault_of_a_video_truncated_within_a_box_returns_a_fault(string sample)
    {
        var bytes = Mp4Files.Sample(sample);
        for (var length = 1; length < bytes.Length; length += 997)
        {
            var cut = new MemoryStream(bytes[..length]);
            Assert.True(Mp4Structure.FindFault(cut) is not null
                || sample == "fragmented", $"{length} of {bytes.Length} bytes");
        }
    }

    [Theory]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("{\"code\":403}")]
    [InlineData("")]
    [InlineData("ftyp")]
    public void FindFault_of_other_content_returns_a_fault(string text) =>
        Assert.NotNull(Mp4Structure.FindFault(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [MemberData(nameof(Samples))]
    public void FindFault_accepts_skippable_boxes_before_ftyp(string sample)
    {
        var video = Mp4Files.Sample(sample);

        Assert.All(
            ["free", "skip", "wide", "uuid", "styp"],
            type => Assert.Null(Fault([.. Box(type, 8), .. video])));
        Assert.Null(Fault([.. Box("free", 0), .. Box("wide", 0), .. Box("skip", 4000), .. video]));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void FindFault_accepts_QuickTime_files_without_ftyp(string sample)
    {
        var video = Mp4Files.Sample(sample);

        Assert.Null(Fault(video[video[3]..]));
        Assert.Null(Fault([.. Box("wide", 0), .. video[video[3]..]]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(1_000_001)]
    public void FindFault_accepts_zeros_after_the_last_box(int count)
    {
        Assert.All(Samples.Select(s => s.Data), sample =>
            Assert.Null(Fault([.. Mp4Files.Sample(sample), .. new byte[count]])));
        Assert.NotNull(Fault([.. Mp4Files.Sample("with-audio"), .. new byte[count], .. "<html>"u8]));
    }

    [Theory]
    [InlineData("free")]
    [InlineData("skip")]
    [InlineData("uuid")]
    [InlineData("mdat")]
    public void FindFault_accepts_a_last_box_without_size(string type) =>
        Assert.Null(Fault([.. Mp4Files.Sample("with-audio"), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type),
            .. new byte[100], 1]));

    [Fact]
    public void FindFault_requires_a_complete_moov_without_size()
    {
        var video = Mp4Files.Sample("no-audio-moov-last");
        var moov = Mp4Files.BoxesOf(video).Last(b => video.AsSpan(b + 4, 4).SequenceEqual("moov"u8));
        video.AsSpan(moov, 4).Clear();

        Assert.Null(Fault(video));
        for (var cut = 1; cut < video.Length - moov - 8; cut += 13) Assert.Contains(
            "cut off", Fault(video[..^cut]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("free")]
    [InlineData("styp")]
    [InlineData("moov")]
    public void FindFault_of_a_truncated_file_returns_a_fault_for_each_first_box(string first)
    {
        byte[] video = [.. Box(first, 8), .. Mp4Files.Sample("no-audio-moov-last")];

        for (var length = 1; length < video.Length; length += 4999) Assert.NotNull(Fault(video[..length]));
    }

    private static string? Fault(byte[] bytes) => Mp4Structure.FindFault(new MemoryStream(bytes, writable: false));

    private static byte[] Box(string type, int length) =>
        [0, 0, (byte)((length + 8) >> 8), (byte)(length + 8), .. Encoding.ASCII.GetBytes(type), .. new byte[length]];
}
