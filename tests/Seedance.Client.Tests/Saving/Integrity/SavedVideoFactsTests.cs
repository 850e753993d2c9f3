using System.Text;
using System.Text.Json;
using Seedance.Emulator;
using Seedance.Emulator.Videos;
using Seedance.Saving;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>Facts of videos that were saved over HTTP, and the warnings that follow from them.</summary>
public sealed class SavedVideoFactsTests : DownloadTest
{
    [Theory]
    [InlineData("free")]
    [InlineData("skip")]
    [InlineData("uuid")]
    public async Task A_video_with_a_box_before_ftyp_is_saved(string type)
    {
        byte[] bytes = [0, 0, 0, 16, .. Encoding.ASCII.GetBytes(type), .. new byte[8], .. Mp4Files.Sample("with-audio"),
            .. new byte[9]];
        var video = SampleVideos.FromBytes(bytes);
        Add(new EmulatedTask("a") { Video = video });

        var saved = await SaveAsync(Client(), "a");

        AssertSaved(video, "a");
        Assert.Equal((640, 360, "h264", "aac"), (saved.Width, saved.Height, saved.VideoCodec, saved.AudioCodec));
        Assert.Empty(Notices);
    }

    [Fact]
    public async Task A_refused_file_is_kept_beside_the_target_once()
    {
        byte[] bytes = [.. Mp4Files.Sample("with-audio"), .. "<html>"u8];
        Add(new EmulatedTask("a") { Video = SampleVideos.FromBytes(bytes) });

        for (var run = 0; run < 3; run++)
        {
            var failure = await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(), "a"));
            Assert.Equal(Failure.VideoInvalid, failure.Failure);
        }

        Assert.Equal([PathOf("a") + ".refused"], Directory.GetFiles(Folder));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(PathOf("a") + ".refused", Cancellation));
    }

    [Fact]
    public async Task Refused_files_never_replace_each_other_and_are_limited_in_number()
    {
        await File.WriteAllTextAsync(PathOf("a") + ".refused", "other notes", Cancellation);
        for (byte run = 0; run < 8; run++)
        {
            byte[] bytes = [.. Mp4Files.Sample("fragmented"), 1, run];
            Add(new EmulatedTask("a") { Video = SampleVideos.FromBytes(bytes) });
            await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(), "a"));
        }

        Assert.Equal("other notes", await File.ReadAllTextAsync(PathOf("a") + ".refused", Cancellation));
        Assert.Equal(5, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task A_transient_fault_leaves_only_the_video()
    {
        var video = Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("broken-boxes", 1)] }).Video;

        var saving = SaveAsync(Client(retries: 2), "a");
        await Time.PausesOfAsync(saving);
        await saving;

        AssertSaved(video, "a");
    }

    [Fact]
    public async Task A_skipped_file_has_its_facts()
    {
        Add(new EmulatedTask("a") { Video = SampleVideos.Fragmented });
        var saved = await SaveAsync(Client(), "a");

        var skipped = await SaveAsync(Client(), "a");

        Assert.True(skipped.Skipped);
        Assert.Equal((TimeSpan.FromSeconds(4), 320, 180, 24d, false),
            (skipped.Duration, skipped.Width, skipped.Height, skipped.FrameRate, skipped.HasAudio));
        Assert.Equal(saved with { Skipped = true, Sha256 = null, Task = skipped.Task }, skipped);
    }

    [Theory]
    [InlineData(5.04, false)]
    [InlineData(5.5, false)]
    [InlineData(5.6, true)]
    [InlineData(4.5, true)]
    [InlineData(15, true)]
    public async Task A_length_that_the_service_did_not_state_is_a_warning(double stated, bool isWarning)
    {
        Add(new EmulatedTask("a") { ActualDuration = stated });

        await SaveAsync(Client(), "a");
        await SaveAsync(Client(), "a");

        Assert.Equal(isWarning ? 2 : 0, Notices.Count);
        Assert.All(Notices, notice =>
        {
            Assert.True(notice.IsWarning);
            Assert.Contains("'a' plays 5.04 s", notice.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_long_video_may_differ_by_five_percent()
    {
        Add(new EmulatedTask("a") { ActualDuration = 15.2, Video = SampleVideos.FromBytes(Playing(14_600)) });

        await SaveAsync(Client(), "a");

        Assert.Empty(Notices);
    }

    [Theory]
    [InlineData("{\"generateAudio\":true}", true)]
    [InlineData("{\"generateAudio\":false}", false)]
    [InlineData("{\"prompt\":\"x\"}", false)]
    [InlineData("no JSON", false)]
    public async Task A_video_without_the_sound_that_was_requested_is_a_warning(string request, bool isWarning)
    {
        Add(new EmulatedTask("silent") { Video = SampleVideos.NoAudioMoovLast });
        Add(new EmulatedTask("loud"));
        foreach (var id in (string[])["silent", "loud"])
        {
            var task = await Client().QueryAsync(id, Cancellation) with { Request = request };
            await new VideoDownloader(Client(), Options).SaveAsync(task, PathOf(id), null, Cancellation);
        }

        Assert.Equal(isWarning ? ["The video of task 'silent' has no sound"]
            : [], Notices.Select(n => n.Message.Split(',')[0]));
    }

    [Fact]
    public async Task The_metadata_contain_the_facts_of_the_file()
    {
        Add(new EmulatedTask("a"));

        var saved = await SaveAsync(Client(), "a", options: Options with { Metadata = true });

        var file = JsonDocument.Parse(File.ReadAllText(PathOf("a") + ".json")).RootElement.GetProperty("file");
        Assert.Equal(saved.Length, file.GetProperty("length").GetInt64());
        Assert.Equal(saved.Sha256, file.GetProperty("sha256").GetString());
        Assert.Equal(5.042, file.GetProperty("duration").GetDouble());
        Assert.Equal((640, 360), (file.GetProperty("width").GetInt32(), file.GetProperty("height").GetInt32()));
        Assert.Equal(24, file.GetProperty("frameRate").GetDouble());
        Assert.Equal("h264 aac", $"{file.GetProperty("videoCodec")} {file.GetProperty("audioCodec")}");
        Assert.True(file.GetProperty("hasAudio").GetBoolean());
    }

    // A generated video has its length in milliseconds at a fixed place.
    private static byte[] Playing(int milliseconds)
    {
        using var stream = SampleVideos.Generated(1000, 1).Open();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var mvhd = bytes.AsSpan().IndexOf("mvhd"u8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(mvhd + 20), milliseconds);
        return bytes;
    }
}
