using System.Text;
using Seedance.Emulator.Videos;
using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving;

public sealed class Mp4StructureTests
{
    public static TheoryData<string> Samples => ["with-audio", "no-audio-moov-last", "fragmented"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Real_videos_are_whole(string sample) => Assert.Null(Mp4Structure.FindFault(new MemoryStream(Bytes(sample))));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_video_cut_anywhere_but_between_boxes_is_not_whole(string sample)
    {
        var bytes = Bytes(sample);
        for (var length = 1; length < bytes.Length; length += 997)
        {
            var cut = new MemoryStream(bytes[..length]);
            Assert.True(Mp4Structure.FindFault(cut) is not null || sample == "fragmented", $"{length} of {bytes.Length} bytes");
        }
    }

    [Theory]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("{\"code\":403}")]
    [InlineData("")]
    [InlineData("ftyp")]
    public void What_is_no_video_is_found_out(string text) =>
        Assert.NotNull(Mp4Structure.FindFault(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    private static byte[] Bytes(string sample)
    {
        using var stream = (sample switch
        {
            "with-audio" => SampleVideos.WithAudio,
            "fragmented" => SampleVideos.Fragmented,
            _ => SampleVideos.NoAudioMoovLast,
        }).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
