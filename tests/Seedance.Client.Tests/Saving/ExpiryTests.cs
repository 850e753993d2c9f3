using Microsoft.Extensions.Time.Testing;
using Seedance.Api;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.Saving;

namespace Seedance.Client.Tests.Saving;

/// <summary>
/// A URL expires after a day; the video has expired only when it is proven that no new URL works.
/// </summary>
public sealed class ExpiryTests : DownloadTest
{
    [Fact]
    public async Task A_URL_that_seems_expired_is_renewed_before_it_is_used()
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
    public async Task A_URL_that_seems_expired_by_a_wrong_clock_is_used()
    {
        Add(new EmulatedTask("a") { Video = SampleVideos.Generated(9 * 1024 * 1024, 1) });
        var client = ClientWithClock(Time.GetUtcNow().AddDays(3));

        await SaveAsync(client, "a");

        AssertSaved(SampleVideos.Generated(9 * 1024 * 1024, 1), "a");
        Assert.Equal(2, Emulator.CountQueries("a"));
    }

    [Fact]
    public async Task A_URL_that_seems_expired_is_used_when_the_service_is_unavailable()
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
    public async Task A_refused_URL_is_renewed_once_in_each_attempt(string status)
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("status", 1, status)] });

        await SaveAsync(Client(retries: 0), "a");

        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(2, Emulator.CountQueries("a"));
        Assert.Equal(2, Emulator.CountDownloads("a"));
    }

    [Theory]
    [InlineData("completed-without-url")]
    [InlineData("processing")]
    public async Task A_refused_URL_past_its_lifetime_without_a_new_one_has_expired(string queryFault)
    {
        Add(new EmulatedTask("a")
        {
            UrlLifetime = TimeSpan.FromHours(2),
            QueryFaults = [Fault.Of(queryFault, int.MaxValue, after: 1)],
        });

        await AssertExpiredAsync(age: TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task A_refused_URL_has_expired_when_the_task_status_is_expired()
    {
        Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Always("status", "404")],
            QueryFaults = [Fault.Of("body", int.MaxValue, """{"id":"a","status":"expired"}""", after: 1)],
        });

        await AssertExpiredAsync();
    }

    [Fact]
    public async Task A_missing_video_without_a_new_URL_has_expired()
    {
        Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Always("status", "410")],
            QueryFaults = [Fault.Of("completed-without-url", int.MaxValue, after: 1)],
        });

        await AssertExpiredAsync();
    }

    [Theory]
    [InlineData("completed-without-url")]
    [InlineData("processing")]
    public async Task A_renewal_without_a_URL_is_retried_within_the_lifetime(string queryFault)
    {
        Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Of("status", 2, "404")],
            QueryFaults = [Fault.Of(queryFault, 1, after: 1)],
        });

        var saving = SaveAsync(Client(retries: 3), "a");
        await Time.PausesOfAsync(saving);
        await saving;

        AssertSaved(SampleVideos.WithAudio, "a");
    }

    [Fact]
    public async Task A_renewal_that_never_returns_a_URL_does_not_prove_expiry()
    {
        Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Always("expired")],
            QueryFaults = [Fault.Of("completed-without-url", int.MaxValue, after: 1)],
        });

        var saving = SaveAsync(Client(retries: 3), "a");
        await Time.PausesOfAsync(saving);
        var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);

        Assert.Equal(Failure.VideoUrlMissing, error.Failure);
        Assert.Contains("'completed'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Equal(4, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task A_new_URL_that_is_refused_past_its_lifetime_has_expired()
    {
        // A negative lifetime is refused and cannot be parsed, so a day after the creation is used.
        var created = Time.GetUtcNow().AddDays(-2);
        Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromSeconds(-1), Created = created });
        await AssertExpiredAsync();
    }

    [Fact]
    public async Task A_new_URL_with_404_has_expired()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("status", "410")] });
        await AssertExpiredAsync();
    }

    [Fact]
    public async Task A_URL_that_expires_within_an_hour_is_one_warning()
    {
        foreach (var id in (string[])["a", "b"]) Add(new EmulatedTask(id) { UrlLifetime = TimeSpan.FromMinutes(42) });
        var client = Client();
        var downloader = new VideoDownloader(client, Options);

        foreach (var id in (string[])["a", "b"])
            await downloader.SaveAsync(await client.QueryAsync(id, Cancellation), PathOf(id), null, Cancellation);

        var notice = Assert.Single(Notices);
        Assert.True(notice.IsWarning);
        Assert.Contains("'a' expires in 42 minutes", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_URL_that_is_valid_for_more_than_an_hour_causes_no_warning()
    {
        Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromMinutes(61) });
        await SaveAsync(Client(), "a");
        Assert.Empty(Notices);
    }

    private async Task AssertExpiredAsync(TimeSpan age = default)
    {
        var client = Client(retries: 3);
        var task = await client.QueryAsync("a", Cancellation);
        Time.Advance(age);
        var saving = new VideoDownloader(client, Options).SaveAsync(task, PathOf("a"), null, Cancellation);
        await Time.PausesOfAsync(saving);
        var error = await Assert.ThrowsAsync<SeedanceException>(() => saving);
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
