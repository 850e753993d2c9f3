using Seedance.Client.Tests.Saving.Files;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.Saving;
using Seedance.Saving.Files;

namespace Seedance.Client.Tests.Saving;

/// <summary>Existing files under the final name, on systems with different rules for names and open files.</summary>
public sealed class ExistingVideoTests : DownloadTest
{
    [Fact]
    public async Task SaveAsync_over_an_open_file_on_Windows_is_an_error_that_keeps_the_download()
    {
        FileRetryTests.SkipUnlessWindows();
        Add(new EmulatedTask("a"));
        File.WriteAllText(PathOf("a"), "content");
        Task<SavedVideo> saving;
        using (new FileStream(PathOf("a"), FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            saving = SaveAsync(Client(), "a", options: Options with { Force = true });
            await Time.PausesOfAsync(saving);
            var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);
            Assert.Equal(Failure.WriteFailed, error.Failure);
            Assert.Contains("open in another program", error.Message, StringComparison.Ordinal);
        }

        var bytes = Emulator.CountBytes("a");
        await SaveAsync(Client(), "a", options: Options with { Force = true });
        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(bytes, Emulator.CountBytes("a"));
    }

    [Fact]
    public async Task SaveAsync_over_a_read_only_file_on_Windows_fails_before_the_download()
    {
        FileRetryTests.SkipUnlessWindows();
        Add(new EmulatedTask("a"));
        File.WriteAllText(PathOf("a"), "content");
        File.SetAttributes(PathOf("a"), FileAttributes.ReadOnly);
        try
        {
            var error = await Assert.ThrowsAsync<SeedanceException>(
                () => SaveAsync(Client(), "a", options: Options with { Force = true }));
            Assert.Equal(Failure.WriteFailed, error.Failure);
            Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, Emulator.CountDownloads("a"));
        }
        finally
        {
            File.SetAttributes(PathOf("a"), FileAttributes.Normal);
        }
    }

    [Fact]
    public async Task SaveAsync_id_that_differs_in_case_does_not_use_the_other_video()
    {
        Add(new EmulatedTask("Clip") { Video = SampleVideos.NoAudioMoovLast });
        Add(new EmulatedTask("clip"));
        await SaveAsync(Client(), "Clip");
        Assert.SkipUnless(File.Exists(PathOf("clip")), "this file system distinguishes case");

        var error = await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(), "clip"));

        Assert.Equal(Failure.FileExists, error.Failure);
        Assert.Contains("another one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveAsync_name_without_the_id_compares_the_digest_of_the_host()
    {
        // Two videos of the same length, and a host that sends digests.
        var (one, two) = (SampleVideos.Generated(200_000, 1), SampleVideos.Generated(200_000, 2));
        Assert.Equal(one.Length, two.Length);
        Add(new EmulatedTask("one") { Video = one, VideoFaults = [Fault.Always("sha256")] });
        Add(new EmulatedTask("two") { Video = two, VideoFaults = [Fault.Always("sha256")] });
        var target = PathOf("video");
        await SaveToAsync("one", target);

        var same = await SaveToAsync("one", target);
        var error = await Assert.ThrowsAsync<SeedanceException>(() => SaveToAsync("two", target));

        Assert.True(same.Skipped);
        Assert.Equal(Failure.FileExists, error.Failure);
    }

    [Theory]
    [InlineData(".part")]
    [InlineData(".part.json")]
    public async Task SaveAsync_beside_a_symbolic_link_is_an_error_that_leaves_its_target(string suffix)
    {
        DownloadLockTests.SkipWithoutLinks();
        Add(new EmulatedTask("a"));
        var precious = Path.Combine(Folder, "precious");
        File.WriteAllText(precious, "content");
        File.CreateSymbolicLink(PathOf("a") + suffix, precious);

        var error = await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(), "a"));

        Assert.Equal(Failure.WriteFailed, error.Failure);
        Assert.Contains($"'a.mp4{suffix}' is a symbolic link", error.Message, StringComparison.Ordinal);
        Assert.Equal("content", File.ReadAllText(precious));
        Assert.Equal(0, Emulator.CountDownloads("a"));
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task SaveAsync_to_the_name_of_a_folder_is_an_error_before_the_download()
    {
        Add(new EmulatedTask("a"));
        Directory.CreateDirectory(PathOf("a"));
        foreach (var force in (bool[])[false, true])
        {
            var error = await Assert.ThrowsAsync<SeedanceException>(
                () => SaveAsync(Client(), "a", options: Options with { Force = force }));
            Assert.Equal(Failure.FileExists, error.Failure);
            Assert.Contains("folder", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, Emulator.CountDownloads("a"));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task SaveAsync_to_a_dangling_link_fails_early_and_Force_replaces_the_link()
    {
        DownloadLockTests.SkipWithoutLinks();
        Add(new EmulatedTask("a"));
        File.CreateSymbolicLink(PathOf("a"), Path.Combine(Folder, "absent"));

        var error = await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(), "a"));
        Assert.Equal(Failure.FileExists, error.Failure);
        Assert.Equal(0, Emulator.CountDownloads("a"));

        await SaveAsync(Client(), "a", options: Options with { Force = true });
        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Null(new FileInfo(PathOf("a")).LinkTarget);
    }

    [Fact]
    public async Task SaveAsync_complete_partial_file_is_renamed_without_a_second_download()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("hold", 1)] });
        var task = await Client().QueryAsync("a", Cancellation);
        // The first attempt cannot be renamed: a folder takes the name during the download.
        var saving = new VideoDownloader(Client(), Options).SaveAsync(task, PathOf("a"), null, Cancellation);
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);
        Directory.CreateDirectory(PathOf("a"));
        Emulator.Release("a");
        Assert.Equal(Failure.WriteFailed, (await Assert.ThrowsAsync<SeedanceException>(() => saving)).Failure);
        Directory.Delete(PathOf("a"));
        var bytes = Emulator.CountBytes("a");

        await SaveAsync(Client(), "a");

        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(bytes, Emulator.CountBytes("a"));
    }

    private async Task<SavedVideo> SaveToAsync(string id, string path)
    {
        var task = await Client().QueryAsync(id, Cancellation);
        return await new VideoDownloader(Client(), Options).SaveAsync(task, path, null, Cancellation);
    }
}
