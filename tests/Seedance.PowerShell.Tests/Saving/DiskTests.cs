using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>
/// A full disk, a removed or read-only folder: an error that states it, and the partial file is kept.
/// </summary>
public sealed class DiskTests : SavingTest
{
    [Fact(Skip = SmallDisk.Reason, SkipUnless = nameof(TestSystem.MayMount), SkipType = typeof(TestSystem))]
    public void A_video_larger_than_the_free_space_is_an_error_before_the_first_byte()
    {
        using var disk = SmallDisk.Mount(InFolder("disk"), 4);
        Add(Large);

        var error = AssertDiskFull(Engine.Run("Save-SeedanceVideo a -Destination disk"));

        Assert.Contains("are free", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(InFolder("disk")));
    }

    [Fact(Skip = SmallDisk.Reason, SkipUnless = nameof(TestSystem.MayMount), SkipType = typeof(TestSystem))]
    public void A_full_disk_is_an_error_per_video_and_the_partial_file_is_continued_later()
    {
        using (var disk = SmallDisk.Mount(InFolder("disk"), 4))
        {
            var video = SampleVideos.Generated(6_000_000, 3);
            foreach (var id in (string[])["a", "b"]) Emulator.Add(new EmulatedTask(id) { Video = video });

            var full = Engine.Run("Save-SeedanceVideo a, b -Destination disk -ThrottleLimit 1");

            Assert.Equal(2, full.Errors.Count);
            Assert.All(
                full.Errors, e => Assert.StartsWith("DiskFull,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
            Assert.All(
                full.Errors, e => Assert.Contains("-Destination", e.RecommendedAction(), StringComparison.Ordinal));
            Assert.Empty(Directory.GetFiles(InFolder("disk"), "*.mp4"));
            // The first download fills the disk; no space is left for the second one.
            var kept = new FileInfo(Assert.Single(Directory.GetFiles(InFolder("disk"), "*.mp4.part")));
            Assert.InRange(kept.Length, 1_000_000, 4_200_000);
            var first = kept.Name[..1];

            disk.Resize(16);
            var again = Engine.Run($"Save-SeedanceVideo {first} -Destination disk");

            Assert.Empty(again.Errors);
            Assert.Equal(video.Sha256, Sha256Of(InFolder($"disk/{first}.mp4")));
            Assert.Contains(Downloads(), d => d.TaskId == first && d.Headers.ContainsKey("Range"));
        }
    }

    [Fact(
        Skip = "Windows does not remove a folder with an open file.", SkipWhen = nameof(TestSystem.IsWindows),
        SkipType = typeof(TestSystem))]
    public async Task A_folder_removed_during_the_download_is_an_error_that_states_it()
    {
        Add(SampleVideos.WithAudio, Fault.Of("hold", 1));
        using var shell = Engine.CreateShell("Save-SeedanceVideo a -Destination gone -MaximumRetryCount 0");
        var running = shell.InvokeAsync();
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);

        Directory.Delete(InFolder("gone"), recursive: true);
        Emulator.Release("a");
        await running;

        var error = Assert.Single(shell.Streams.Error);
        Assert.StartsWith("WriteFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("no longer exists", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact(Skip = SmallDisk.Reason, SkipUnless = nameof(TestSystem.MayMount), SkipType = typeof(TestSystem))]
    public void A_folder_that_becomes_read_only_is_an_error_and_keeps_the_partial_file()
    {
        using var disk = SmallDisk.Mount(InFolder("disk"), 4);
        Emulator.Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("truncate", 1, "0.5")] });
        Engine.Run("Save-SeedanceVideo a -Destination disk -MaximumRetryCount 0");
        var before = Directory.GetFiles(InFolder("disk")).Length;
        disk.MakeReadOnly();

        var result = Engine.Run("Save-SeedanceVideo a -Destination disk");

        Assert.NotNull(result.Thrown);
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(InFolder("disk")).Length);
    }

    private static string AssertDiskFull(EngineResult result)
    {
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("DiskFull,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("WriteError", error.CategoryInfo.Category.ToString());
        return error.Exception.Message;
    }
}
