using Seedance.Api;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.Http;
using Seedance.Saving;
using Seedance.Saving.Download;

namespace Seedance.Client.Tests.Saving;

/// <summary>A connection without a byte for 30 seconds is stalled; a slow one is not.</summary>
public sealed class StallTests : DownloadTest
{
    [Theory]
    [InlineData("stall")]
    [InlineData("hang")]
    public async Task A_connection_without_bytes_for_30_seconds_is_replaced(string fault)
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
        // The start of the stall is not visible: advances by one second until the delay before the second attempt.
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
    public async Task A_host_without_a_response_is_an_error_with_the_time_limit()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("hang")] });
        var saving = SaveAsync(Client(retries: 0), "a");
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);

        Time.Advance(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);
        Assert.Equal(Failure.VideoIncomplete, error.Failure);
        Assert.Contains("no byte arrived for 30 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_download_has_no_time_limit()
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
            // Each wait for a buffer is shorter than 30 seconds; their sum is longer.
            Time.Advance(TimeSpan.FromSeconds(14));
        }

        await saving;
        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.True(Time.GetUtcNow() - started > TimeSpan.FromMinutes(2));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task A_renewal_that_waits_for_the_rate_limit_does_not_count_as_a_stall()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("expired", 1)] });
        var pacer = new RequestPacer(Time);
        var client = new SeedanceClient(Client().Options with { Pacer = pacer });
        var task = await client.QueryAsync("a", Cancellation);
        // Another command of the session received a Retry-After.
        pacer.Close(TimeSpan.FromSeconds(100));

        var saving = new VideoDownloader(client, Options).SaveAsync(task, PathOf("a"), null, Cancellation);
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);
        // The only pause is that of the pacer, which is far longer than the watchdog's 30 seconds.
        await Time.PassNextPauseAsync();
        await saving;
        Assert.Equal(TimeSpan.FromSeconds(100), Time.GetUtcNow() - Time.Start);
        AssertSaved(SampleVideos.WithAudio, "a");
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("stall")]
    public async Task A_comparison_with_an_existing_file_has_a_time_limit(string fault)
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always(fault)] });
        var path = Path.Combine(Folder, "clip.mp4");
        await using (var video = SampleVideos.WithAudio.Open())
        await using (var file = File.Create(path)) await video.CopyToAsync(file, Cancellation);
        var client = Client(retries: 0);
        var task = await client.QueryAsync("a", Cancellation);

        var saving = new VideoDownloader(client, Options).SaveAsync(task, path, null, Cancellation);
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);

        if (fault == "stall")
        {
            // The comparison needs only the headers.
            Assert.True((await saving).Skipped);
            return;
        }

        Time.Advance(TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);
        Assert.Equal(Failure.VideoIncomplete, error.Failure);
        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(path));
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
