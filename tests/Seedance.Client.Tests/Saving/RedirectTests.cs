using Seedance.Http;

namespace Seedance.Client.Tests.Saving;

/// <summary>Where a storage host may lead, and where not.</summary>
public sealed class RedirectTests
{
    private static readonly Uri From = new("https://videos.example.com/out/a.mp4?X-Tos-Signature=1");

    [Theory]
    [InlineData("https://other.example.com/a.mp4?sign=a%2Fb%2b&x=%7E", "https://other.example.com/a.mp4?sign=a%2Fb%2b&x=%7E")]
    [InlineData("/moved/a.mp4?sign=a%2Fb", "https://videos.example.com/moved/a.mp4?sign=a%2Fb")]
    [InlineData("b.mp4", "https://videos.example.com/out/b.mp4")]
    public void An_encrypted_address_is_followed_as_it_was_sent(string location, string expected) =>
        Assert.Equal(expected, VideoConnection.Follow(From, new Uri(location, UriKind.RelativeOrAbsolute), "a").AbsoluteUri);

    [Theory]
    [InlineData("http://videos.example.com/out/a.mp4", "unencrypted")]
    [InlineData("ftp://videos.example.com/out/a.mp4", "not an http")]
    [InlineData("file:///etc/passwd", "not an http")]
    public void Any_other_is_refused(string location, string reason)
    {
        var error = Assert.Throws<SeedanceException>(() => VideoConnection.Follow(From, new Uri(location), "a"));
        Assert.Equal(Failure.VideoUrlInvalid, error.Failure);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
