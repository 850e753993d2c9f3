using System.Security.Cryptography;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests;

/// <summary>The main job of the module: from ids to videos on disk.</summary>
public sealed class MainJobTests : EmulatorTest
{
    private static readonly EmulatedVideo[] Samples =
        [SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, SampleVideos.Fragmented];

    [Fact]
    public void Ids_through_Wait_and_Save_write_the_videos_byte_for_byte()
    {
        for (var i = 0; i < 3; i++)
            Emulator.Add(new EmulatedTask($"video_{i}")
            {
                Video = Samples[i],
                QueuedPolls = 1,
                ProcessingPolls = 1 + i,
            });

        var result = Engine.Run(
            "$input | Wait-SeedanceTask | Save-SeedanceVideo -Destination ./videos", "video_0", "video_1", "video_2");

        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(["video_0", "video_1", "video_2"], result.Column<string>("TaskId").Order());
        for (var i = 0; i < 3; i++)
        {
            var file = Path.Combine(Folder, "videos", $"video_{i}.mp4");
            Assert.Equal(Samples[i].Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
            var saved = result.Output.Single(o => (string)o.Properties["TaskId"].Value == $"video_{i}");
            Assert.Equal(file, saved.Properties["Path"].Value);
            Assert.Equal(Samples[i].Sha256, saved.Properties["Sha256"].Value);
            Assert.Equal(Samples[i].Length, saved.Properties["Length"].Value);
        }

        Assert.Equal(3, Directory.GetFiles(Path.Combine(Folder, "videos")).Length);
    }

    [Fact]
    public void A_failed_task_is_one_error_and_the_others_are_saved()
    {
        AddTasks("video_a", "video_c");
        Emulator.Add(new EmulatedTask("video_b")
        {
            Outcome = Outcome.Failed,
            Error = "The prompt was rejected by content review.",
        });

        var result = Engine.Run("$input | Wait-SeedanceTask | Save-SeedanceVideo", "video_a", "video_b", "video_c");

        var error = Assert.Single(result.Errors);
        Assert.Equal("TaskFailed,Seedance.PowerShell.Commands.SaveSeedanceVideoCommand", error.FullyQualifiedErrorId);
        Assert.Equal("video_b", error.TargetObject);
        Assert.Contains("rejected by content review", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["video_a.mp4", "video_c.mp4"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void Save_with_Wait_does_the_main_job_in_one_command()
    {
        Emulator.Add(new EmulatedTask("video_a") { ProcessingPolls = 2 });

        var result = Engine.Run("Save-SeedanceVideo video_a -Wait -Destination videos");

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Folder, "videos", "video_a.mp4")));
    }

    [Fact]
    public void The_key_is_sent_to_the_service_and_never_to_the_storage_host()
    {
        AddTasks("video_a");

        Engine.Run("Save-SeedanceVideo video_a");

        Assert.All(Emulator.Requests.Where(r => r.Path.Contains("/v1/result/", StringComparison.Ordinal)),
            r => Assert.Equal("Bearer emulator-key", r.Headers["Authorization"]));
        var download = Assert.Single(Emulator.Requests, r => r.Path.StartsWith("/out/", StringComparison.Ordinal));
        Assert.DoesNotContain("Authorization", download.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }
}
