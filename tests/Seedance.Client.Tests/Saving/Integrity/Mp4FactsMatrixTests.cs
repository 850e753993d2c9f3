using System.Globalization;
using System.Text.Json;
using Seedance.Saving.Integrity;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>Facts of videos made by ffmpeg, compared with those of ffprobe.</summary>
public sealed class Mp4FactsMatrixTests : IDisposable
{
    private const string VideoInput = "-f lavfi -i testsrc2=s=160x90:r=24:d=2";
    private const string AudioInput = "-f lavfi -i sine=d=2";
    private const string X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    private const string X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none";
    private const string Aac = "-c:a aac";
    private const string Fragments = "-movflags frag_keyframe+empty_moov -g 12";

    private readonly string _folder = Directory.CreateTempSubdirectory("seedance-test-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Videos => new()
    {
        { "h264 with aac", $"{VideoInput} {AudioInput} {X264} {Aac}" },
        { "h264, moov first", $"{VideoInput} {AudioInput} {X264} {Aac} -movflags +faststart" },
        { "h264 without audio", $"{VideoInput} {X264}" },
        { "h264 with B-frames", $"{VideoInput} -c:v libx264 -preset medium -bf 3 -pix_fmt yuv420p" },
        { "h264 at 29.97 frames", $"-f lavfi -i testsrc2=s=160x90:r=30000/1001:d=2 {X264}" },
        { "h264 with a variable frame rate",
            $"{VideoInput} -vf \"select='not(mod(n\\,3))+lt(n\\,20)'\" -vsync vfr {X264}" },
        { "one frame", $"-f lavfi -i testsrc2=s=160x90:r=24:d=0.04 {X264}" },
        { "hevc", $"{VideoInput} {X265}" },
        { "hevc as hvc1 with aac", $"{VideoInput} {AudioInput} {X265} -tag:v hvc1 {Aac}" },
        { "av1", $"{VideoInput} -c:v libaom-av1 -cpu-used 8 -row-mt 1" },
        {
            "vp9 with opus",
            $"{VideoInput} {AudioInput} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 "
            + "-c:a libopus -ar 48000 -strict -2"
        },
        { "mpeg4 with mp3", $"{VideoInput} {AudioInput} -c:v mpeg4 -c:a libmp3lame" },
        { "flac", $"{VideoInput} {AudioInput} {X264} -c:a flac -strict -2" },
        { "alac", $"{VideoInput} {AudioInput} {X264} -c:a alac" },
        { "fragments of key frames", $"{VideoInput} {X264} {Fragments}" },
        { "fragments with audio", $"{VideoInput} {AudioInput} {X264} {Aac} {Fragments}" },
        { "fragments with B-frames", $"{VideoInput} -c:v libx264 -bf 3 -pix_fmt yuv420p {Fragments}" },
        { "fragments with default_base_moof",
            $"{VideoInput} {AudioInput} {X264} {Aac} -movflags frag_keyframe+empty_moov+default_base_moof -g 12" },
        { "fragment per frame", $"{VideoInput} {X264} -movflags frag_every_frame+empty_moov" },
        { "fragments after samples in the moov", $"{VideoInput} {X264} -movflags frag_keyframe -g 12" },
        { "fragments of DASH", $"{VideoInput} {AudioInput} {X264} {Aac} -movflags dash -g 12" },
        { "cmaf", $"{VideoInput} {AudioInput} {X264} {Aac} -movflags cmaf -g 12" },
        { "an edit list that starts late", $"-itsoffset 0.5 {VideoInput} {AudioInput} {X264} {Aac}" },
        { "audio longer than the video", $"{VideoInput} -f lavfi -i sine=d=3.5 {X264} {Aac}" },
        { "QuickTime with pcm", $"{VideoInput} {AudioInput} {X264} -c:a pcm_s16le -f mov" },
        { "QuickTime with aac", $"{VideoInput} {AudioInput} {X264} {Aac} -f mov" },
        { "anamorphic", $"{VideoInput} {X264} -vf setsar=4/3" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Videos))]
    public async Task Facts_equal_those_of_ffprobe(string name, string arguments)
    {
        FfmpegTool.SkipIfMissing();
        await FfmpegTool.RunAsync("ffmpeg", $"-v error -y {arguments} video.mp4", _folder, Cancellation);

        await AssertSameAsFfprobeAsync(name, "video.mp4");
    }

    [Theory]
    [InlineData(0, 160, 90)]
    [InlineData(90, 90, 160)]
    [InlineData(180, 160, 90)]
    [InlineData(270, 90, 160)]
    public async Task Width_and_height_are_those_after_rotation(int degrees, int width, int height)
    {
        FfmpegTool.SkipIfMissing();
        await FfmpegTool.RunAsync("ffmpeg", $"-v error -y {VideoInput} {X264} plain.mp4", _folder, Cancellation);
        await FfmpegTool.RunAsync(
            "ffmpeg", $"-v error -y -i plain.mp4 -c copy -metadata:s:v rotate={degrees} turned.mp4", _folder,
                Cancellation);
        var probed = await ProbeAsync("turned.mp4");
        var turned = probed.GetProperty("streams")[0].TryGetProperty("side_data_list", out var sides)
            ? sides[0].GetProperty("rotation").GetInt32()
            : 0;

        var facts = Facts("turned.mp4");

        Assert.Equal(degrees % 180, Math.Abs(turned) % 180);
        Assert.Equal((width, height), (facts.Width, facts.Height));
    }

    [Fact]
    public async Task A_video_cut_by_stream_copy_has_the_length_of_its_edit_list()
    {
        FfmpegTool.SkipIfMissing();
        await FfmpegTool.RunAsync(
            "ffmpeg", $"-v error -y {VideoInput} {AudioInput} {X264} {Aac} whole.mp4", _folder, Cancellation);
        await FfmpegTool.RunAsync(
            "ffmpeg", "-v error -y -ss 0.7 -i whole.mp4 -t 0.9 -c copy cut.mp4", _folder, Cancellation);

        await AssertSameAsFfprobeAsync("cut", "cut.mp4");
    }

    private VideoFacts Facts(string file)
    {
        using var stream = File.OpenRead(Path.Combine(_folder, file));
        return Mp4Structure.Inspect(stream).Facts;
    }

    private async Task<JsonElement> ProbeAsync(string file)
    {
        var json = await FfmpegTool.RunAsync(
            "ffprobe", $"-v error -show_format -show_streams -of json {file}", _folder, Cancellation);
        return JsonDocument.Parse(json).RootElement;
    }

    private async Task AssertSameAsFfprobeAsync(string name, string file)
    {
        var probed = await ProbeAsync(file);
        var streams = probed.GetProperty("streams").EnumerateArray().ToArray();
        var video = streams.First(s => s.GetProperty("codec_type").ValueEquals("video"));
        var audio = streams.Where(s => s.GetProperty("codec_type").ValueEquals("audio"))
            .Select(s => s.GetProperty("codec_name").GetString()).FirstOrDefault();
        var rate = video.GetProperty("avg_frame_rate").GetString()!.Split('/')
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();

        var facts = Facts(file);

        Assert.Equal(
            (video.GetProperty("codec_name").GetString(), audio, audio is not null),
                (facts.VideoCodec, facts.AudioCodec, facts.HasAudio));
        Assert.Equal((video.GetProperty("width").GetInt32(), video.GetProperty("height").GetInt32()),
            (facts.Width, facts.Height));
        // ffprobe estimates the length of the last frame of DASH fragments: 23.63 where the samples of the file give
        // 23.72.
        Assert.Equal(1, facts.FrameRate!.Value / (rate[0] / rate[1]), 0.005);
        var expected = double.Parse(
            probed.GetProperty("format").GetProperty("duration").GetString()!, CultureInfo.InvariantCulture);
        Assert.True(
            Math.Abs(facts.Duration!.Value.TotalSeconds - expected) < 0.002,
                $"{name}: {facts.Duration.Value.TotalSeconds} s, ffprobe: {expected} s");
    }
}
