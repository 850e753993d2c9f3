using Seedance.Json;

namespace Seedance.Client.Tests.Json;

/// <summary>Reads the documented responses.</summary>
public sealed class DocumentedResponseTests
{
    private const string Id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";

    [Theory]
    [InlineData("queued", SeedanceTaskStatus.Queued)]
    [InlineData("processing", SeedanceTaskStatus.Processing)]
    public void Read_pending_task_has_no_result(string sample, SeedanceTaskStatus status)
    {
        var task = Read(sample);
        Assert.Equal(status, task.Status);
        Assert.Equal(sample, task.StatusText);
        Assert.False(task.IsTerminal);
        Assert.Equal("seedance_2_0_fast", task.Model);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1774836724), task.Created);
        Assert.Null(task.VideoUrl);
        Assert.Null(task.ActualDuration);
        Assert.Null(task.TotalTokens);
        Assert.Null(task.Error);
    }

    [Fact]
    public void Read_completed_task_has_the_exact_URL_and_its_expiry()
    {
        var task = Read("completed");
        Assert.Equal(SeedanceTaskStatus.Completed, task.Status);
        Assert.True(task.IsTerminal);
        Assert.Equal(
            "https://videos.example.com/out/fd35ee52.mp4?X-Tos-Algorithm=TOS4-HMAC-SHA256"
            + "&X-Tos-Credential=AK%2F20260330%2Fcn-beijing%2Ftos%2Frequest"
            + "&X-Tos-Date=20260330T021204Z&X-Tos-Expires=86400&X-Tos-Signature=9f2c&X-Tos-SignedHeaders=host",
            task.VideoUrl);
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 2, 12, 4, TimeSpan.Zero), task.VideoUrlExpires);
        Assert.Equal(5.04, task.ActualDuration);
        Assert.Equal(108900, task.TotalTokens);
    }

    [Fact]
    public void Read_failed_task_has_the_error()
    {
        var task = Read("failed");
        Assert.Equal(SeedanceTaskStatus.Failed, task.Status);
        Assert.Equal("The prompt was rejected by content review.", task.Error);
    }

    [Fact]
    public void Read_response_for_another_task_fails()
    {
        var e = Assert.Throws<SeedanceException>(() => TaskReader.Read(Sample("queued"), "video_other"));
        Assert.Equal(Failure.WrongTask, e.Failure);
    }

    private static SeedanceTask Read(string sample) => TaskReader.Read(Sample(sample), Id);

    private static byte[] Sample(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name + ".json"));
}
