namespace Seedance.Client.Tests.Model;

/// <summary>A signed URL is parsed, and shown without its secrets.</summary>
public sealed class SignedUrlTests
{
    [Theory]
    [InlineData("https://h/a.mp4?X-Tos-Date=20260101T000000Z&X-Tos-Expires=86400", "2026-01-02T00:00:00Z")]
    [InlineData("https://h/a.mp4?x-amz-expires=60&x-amz-date=20260101T000000Z", "2026-01-01T00:01:00Z")]
    [InlineData("https://h/a.mp4?Expires=1767225600&Signature=s", "2026-01-01T00:00:00Z")]
    [InlineData("https://h/a.mp4?response-expires=1767225600", null)]
    [InlineData("https://h/a.mp4?X-Tos-Date=20260101T000000Z", null)]
    [InlineData("https://h/a.mp4?X-Tos-Date=yesterday&X-Tos-Expires=1", null)]
    [InlineData("https://h/a.mp4?", null)]
    [InlineData("https://h/a.mp4", null)]
    [InlineData("", null)]
    public void ExpiresAt_is_read_from_the_query(string url, string? expected) => Assert.Equal(
        expected is null
            ? (DateTimeOffset?)null
            : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
        new SignedUrl(url).ExpiresAt);

    [Theory]
    [InlineData("https://h/a.mp4?X-Tos-Signature=s", "https://h/a.mp4")]
    [InlineData("https://h/a.mp4#s?t", "https://h/a.mp4")]
    [InlineData("https://user:pass@h/a@b.mp4?s", "https://h/a@b.mp4")]
    [InlineData("//h/a.mp4?s", "//h/a.mp4")]
    [InlineData("a.mp4?s", "a.mp4")]
    [InlineData("https://", "https://")]
    public void WithoutSecrets_keeps_scheme_host_and_path(string url, string expected) =>
        Assert.Equal(expected, new SignedUrl(url).WithoutSecrets);

    [Theory]
    [InlineData("https://h/a.mp4?X-Tos-Signature=s", "https://h/a.mp4?…")]
    [InlineData("https://user:p@ss@h/a.mp4", "…@h/a.mp4")]
    [InlineData("user:pass@h#s", "…@h?…")]
    public void ToString_hides_query_and_user(string url, string expected)
    {
        Assert.Equal(expected, new SignedUrl(url).ToString());
        Assert.Equal($"GET {expected}", $"GET {new SignedUrl(url)}");
    }
}
