using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.Client.Tests.Saving;

/// <summary>Several connections share the work, and none of them delays the video.</summary>
public sealed class TransferTests : DownloadTest
{
    private static readonly EmulatedVideo Large = SampleVideos.Generated(12 * 1024 * 1024, 5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_complete_download_waits_for_no_connection(int refused)
    {
        // The clock does not advance: a wait for this Retry-After would never end.
        Add(new EmulatedTask("a") { Video = Large, VideoFaults = [Fault.Of("status", refused, "429:500", after: 1)] });

        await SaveAsync(Client(retries: 5), "a");

        AssertSaved(Large, "a");
    }

    [Fact]
    public async Task The_primary_connection_waits_and_the_workers_finish()
    {
        // After its short first segment, the primary connection is refused; the workers have started by then.
        Add(new EmulatedTask("a")
        {
            Video = Large,
            VideoFaults = [Fault.Of("truncate", 1, "0.01"), Fault.Of("hold", 3), Fault.Of("status", 1, "503:500")],
        });
        var saving = SaveAsync(Client(retries: 5), "a");
        // The delay before the second attempt of the primary connection.
        await Time.PassNextPauseAsync();
        await Emulator.WaitForDownloadsAsync("a", 4, Cancellation);
        Emulator.Release("a");

        // No time passes any more: the workers have all bytes before the Retry-After of the primary connection is over.
        await saving;
        AssertSaved(Large, "a");
    }
}
