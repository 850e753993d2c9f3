using Seedance.Http;

namespace Seedance.Client.Tests.Http;

/// <summary>
/// A video URL is sent as received, as far as HTTP allows, and a redirect must not make it less secure.
/// </summary>
public sealed class VideoUriTests
{
    private static readonly Uri From = VideoUri.Parse("https://videos.example.com/out/a.mp4?X-Tos-Signature=1", "a");

    [Theory]
    [InlineData("/a.mp4?sign=a%2Fb%2b&x=%7E&y=~&z=$-_.!*'(),;:@", null)]
    [InlineData("/a/../b/./c.mp4?x=1", null)]
    [InlineData("/%E8%A7%86.mp4?x=%zz&y=%", null)]
    [InlineData("", "/")]
    [InlineData("?x=1", "/?x=1")]
    [InlineData("/视频.mp4?name=视", "/%E8%A7%86%E9%A2%91.mp4?name=%E8%A7%86")]
    [InlineData("/a b.mp4?x=1 2&X-Tos-Signature=s", "/a%20b.mp4?x=1%202&X-Tos-Signature=s")]
    [InlineData("/clip#1.mp4?sign=a%2Fb", "/clip%231.mp4?sign=a%2Fb")]
    [InlineData("/a\"<>[]{}|\\^`.mp4", "/a%22%3C%3E%5B%5D%7B%7D%7C%5C%5E%60.mp4")]
    [InlineData("/\ud83c\udfac.mp4", "/%F0%9F%8E%AC.mp4")]
    [InlineData("#x", "/%23x")]
    public void Parse_encodes_only_characters_that_a_request_forbids(string target, string? expected)
    {
        Assert.SkipWhen(
            ClientBuild.IsNetStandard && expected is null,
            "System.Uri of .NET Standard changes escapes and dot segments");
        Assert.Equal(expected ?? target, VideoUri.Parse("https://h.example" + target, "a").PathAndQuery);
    }

    [Theory]
    [InlineData("https://h/a.mp4\r\nX-Injected: 1")]
    [InlineData("https://h/a.mp4?x=\n")]
    [InlineData("https://h/a.mp4?x=\0")]
    [InlineData("https://h/a.mp4?x=\u0085")]
    [InlineData("https://h\r\n/a.mp4")]
    [InlineData("https://h\\@evil/a.mp4")]
    [InlineData("https:///a.mp4")]
    [InlineData("https:/h/a.mp4")]
    [InlineData("ftp://h/a.mp4")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/a.mp4")]
    [InlineData("")]
    public void Parse_invalid_URL_fails(string url) =>
        Assert.Equal(Failure.VideoUrlInvalid, Assert.Throws<SeedanceException>(() => VideoUri.Parse(url, "a")).Failure);

    [Fact]
    public void Parse_half_of_a_surrogate_pair_fails() =>
        Assert.Throws<SeedanceException>(() => VideoUri.Parse("https://h/" + (char)0xD83C + ".mp4", "a"));

    [Theory]
    [InlineData(
        "https://other.example.com/a.mp4?sign=a%2Fb%2b&x=%7E", "https://other.example.com/a.mp4?sign=a%2Fb%2b&x=%7E")]
    [InlineData("/moved/a.mp4?sign=a%2Fb", "https://videos.example.com/moved/a.mp4?sign=a%2Fb")]
    [InlineData("b.mp4", "https://videos.example.com/out/b.mp4")]
    [InlineData("b.mp4?next=https://host/x", "https://videos.example.com/out/b.mp4?next=https://host/x")]
    [InlineData("../b/./c.mp4?x=../y", "https://videos.example.com/b/c.mp4?x=../y")]
    [InlineData("..", "https://videos.example.com/")]
    [InlineData("?x=1", "https://videos.example.com/out/a.mp4?x=1")]
    [InlineData("//cdn.example.com/a.mp4?x=1", "https://cdn.example.com/a.mp4?x=1")]
    [InlineData("b.mp4?x=1#fragment", "https://videos.example.com/out/b.mp4?x=1")]
    [InlineData("", "https://videos.example.com/out/a.mp4?X-Tos-Signature=1")]
    public void Follow_resolves_the_target_as_sent(string location, string expected)
    {
        Assert.SkipWhen(
            ClientBuild.IsNetStandard && expected.EndsWith("%7E", StringComparison.Ordinal),
            "System.Uri of .NET Standard changes escapes");
        Assert.Equal(expected, VideoUri.Follow(From, new Uri(location, UriKind.RelativeOrAbsolute), "a").AbsoluteUri);
    }

    [Theory]
    [InlineData("http://videos.example.com/out/a.mp4", "without encryption")]
    [InlineData("ftp://videos.example.com/out/a.mp4", "not an http")]
    [InlineData("file:///etc/passwd", "not an http")]
    [InlineData("javascript:alert", "not an http")]
    public void Follow_unsafe_target_fails(string location, string reason)
    {
        var error = Assert.Throws<SeedanceException>(
            () => VideoUri.Follow(From, new Uri(location, UriKind.RelativeOrAbsolute), "a"));
        Assert.Equal(Failure.VideoUrlInvalid, error.Failure);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
