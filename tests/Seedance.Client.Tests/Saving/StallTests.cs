using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.Saving.Download;

namespace Seedance.Client.Tests.Saving;

/// <summary>Silence breaks a connection; slowness does not.</summary>
public sealed class StallTests : DownloadTest
{
    [Theory]
    [InlineData("stall")]
    [InlineData("hang")]
    public async Task A_connection_that_is_silent_for_30_seconds_is_broken_and_continued(string fault)
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of(fault, 1, "0.5")] });
        var meter = new DownloadMeter("a");
        var saving = SaveAsync(Client(retries: 1), "a", meter);
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);
        var half = fault == "stall" ? SampleVideos.WithAudio.Length / 2 : 0;
        await UntilAsync(() => meter.BytesReceived >= half);

        Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(saving.IsCompleted);
        Assert.Equal(1, Emulator.CountDownloads("a"));
        // When the connection began to wait for more is only known to it: a second at a time, until it pauses for its second attempt.
        while (!Time.TryPassNextPause())
        {
            Cancellation.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await saving;

        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(2, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task A_connection_that_stays_silent_is_an_error_that_says_how_long()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("hang")] });
        var saving = SaveAsync(Client(retries: 0), "a");
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);

        Time.Advance(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);
        Assert.Equal(Failure.VideoIncomplete, error.Failure);
        Assert.Contains("no byte came for 30 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_download_may_take_as_long_as_it_takes()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("slow", "200000")] });
        var meter = new DownloadMeter("a");
        var saving = SaveAsync(Client(retries: 0), "a", meter);
        var started = Time.GetUtcNow();
        for (long seen = 0; !saving.IsCompleted;)
        {
            await Task.Yield();
            if (meter.BytesReceived == seen) continue;
            seen = meter.BytesReceived;
            // Each buffer takes longer than the one before it was waited for, and none 30 seconds.
            Time.Advance(TimeSpan.FromSeconds(14));
        }

        await saving;
        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.True(Time.GetUtcNow() - started > TimeSpan.FromMinutes(2));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
