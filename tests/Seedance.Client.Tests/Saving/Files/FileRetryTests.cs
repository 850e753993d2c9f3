using Seedance.Client.Tests.Http;
using Seedance.FileSystem;
using Seedance.Saving.Files;

namespace Seedance.Client.Tests.Saving.Files;

/// <summary>Another program, such as a virus scanner, has the file open for a short time.</summary>
public sealed class FileRetryTests : TemporaryFolderTest
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_rename_on_Windows_waits_until_the_file_is_closed()
    {
        SkipUnlessWindows();
        var time = new VirtualTime();
        File.WriteAllText(InFolder("from"), "content");
        Task moving;
        using (new FileStream(InFolder("from"), FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            moving = FileRetry.RunAsync(
                () => FileSystemCalls.Move(InFolder("from"), InFolder("to"), overwrite: false), time, Cancellation);
            await time.PassNextPauseAsync();
            Assert.False(File.Exists(InFolder("to")));
        }

        await time.PausesOfAsync(moving);
        Assert.Equal("content", File.ReadAllText(InFolder("to")));
    }

    [Fact]
    public async Task RunAsync_file_that_stays_open_on_Windows_fails_in_time()
    {
        SkipUnlessWindows();
        var time = new VirtualTime();
        File.WriteAllText(InFolder("from"), "content");
        using var open = new FileStream(InFolder("from"), FileMode.Open, FileAccess.Read, FileShare.Read);
        var moving = FileRetry.RunAsync(
            () => FileSystemCalls.Move(InFolder("from"), InFolder("to"), overwrite: false), time, Cancellation);

        var pauses = await time.PausesOfAsync(moving);

        await Assert.ThrowsAnyAsync<IOException>(() => moving);
        Assert.Equal(FileRetry.MaximumRetries, pauses.Count);
    }

    [Fact]
    public async Task RunAsync_other_failure_is_not_retried()
    {
        var calls = 0;
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => FileRetry.RunAsync(Fail, new VirtualTime(), Cancellation));
        Assert.Equal(1, calls);

        void Fail()
        {
            calls++;
            throw new FileNotFoundException();
        }
    }

    internal static void SkipUnlessWindows() =>
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows refuses to rename open files");
}
