using Microsoft.Extensions.Time.Testing;
using Seedance.Api;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.Saving;

namespace Seedance.Client.Tests.Saving;

/// <summary>An address dies in a day; the video is lost only when the service has no other.</summary>
public sealed class ExpiryTests : DownloadTest
{
    [Fact]
    public async Task An_address_that_looks_expired_is_renewed_before_it_is_used()
    {
        Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromHours(2) });
        var client = Client();
        var task = await client.QueryAsync("a", Cancellation);
        Time.Advance(TimeSpan.FromHours(3));

        var saved = await new VideoDownloader(client, Options).SaveAsync(task, PathOf("a"), null, Cancellation);

        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(2, Emulator.CountQueries("a"));
        Assert.Equal(1, Emulator.CountDownloads("a"));
        Assert.NotEqual(task.VideoUrl, saved.Task!.VideoUrl);
    }

    [Fact]
    public async Task An_address_that_looks_expired_by_a_wrong_clock_is_tried_anyway()
    {
        Add(new EmulatedTask("a") { Video = SampleVideos.Generated(9 * 1024 * 1024, 1) });
        var client = ClientWithClock(Time.GetUtcNow().AddDays(3));

        await SaveAsync(client, "a");

        AssertSaved(SampleVideos.Generated(9 * 1024 * 1024, 1), "a");
        Assert.Equal(2, Emulator.CountQueries("a"));
    }

    [Fact]
    public async Task An_address_that_looks_expired_is_tried_when_the_service_cannot_be_asked()
    {
        Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("status", int.MaxValue, "503", after: 1)] });
        var client = ClientWithClock(Time.GetUtcNow().AddDays(3));

        await SaveAsync(client, "a");

        AssertSaved(SampleVideos.WithAudio, "a");
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("410")]
    public async Task A_refused_address_is_renewed_once_in_each_attempt(string status)
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("status", 1, status)] });

        await SaveAsync(Client(retries: 0), "a");

        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(2, Emulator.CountQueries("a"));
        Assert.Equal(2, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task A_video_whose_address_is_dead_and_has_no_successor_has_expired()
    {
        Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Always("expired")],
            QueryFaults = [Fault.Of("completed-without-url", int.MaxValue, after: 1)],
        });

        await AssertExpiredAsync();
    }

    [Fact]
    public async Task A_video_that_is_refused_with_a_fresh_address_after_its_day_has_expired()
    {
        Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromSeconds(-1) });
        await AssertExpiredAsync();
    }

    [Fact]
    public async Task A_video_that_is_gone_has_expired()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("status", "410")] });
        await AssertExpiredAsync();
    }

    [Fact]
    public async Task One_warning_says_that_an_address_has_less_than_an_hour_to_live()
    {
        foreach (var id in (string[])["a", "b"]) Add(new EmulatedTask(id) { UrlLifetime = TimeSpan.FromMinutes(42) });
        var client = Client();
        var downloader = new VideoDownloader(client, Options);

        foreach (var id in (string[])["a", "b"])
            await downloader.SaveAsync(await client.QueryAsync(id, Cancellation), PathOf(id), null, Cancellation);

        var notice = Assert.Single(Notices);
        Assert.True(notice.IsWarning);
        Assert.Contains("'a' dies in 42 minutes", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_more_than_an_hour_to_live_is_worth_no_warning()
    {
        Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromMinutes(61) });
        await SaveAsync(Client(), "a");
        Assert.Empty(Notices);
    }

    private async Task AssertExpiredAsync()
    {
        var error = await Assert.ThrowsAsync<SeedanceException>(() => SaveAsync(Client(retries: 3), "a"));
        Assert.Equal(Failure.VideoExpired, error.Failure);
        Assert.Contains("'a' has expired", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("create", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.InRange(Emulator.CountDownloads("a"), 1, 2);
    }

    private SeedanceClient ClientWithClock(DateTimeOffset now) => new(new SeedanceClientOptions
    {
        BaseUri = Emulator.BaseUri,
        ApiKey = KeyOf("emulator-key"),
        MaximumRetryCount = 0,
        TimeProvider = new FakeTimeProvider(now),
    });
}
