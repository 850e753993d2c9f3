using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Client.Tests.Model;

/// <summary>No form of a signed URL keeps its signature in a text.</summary>
public sealed class RedactionTests
{
    private const string Url =
        "https://host.example/out/a.mp4?X-Tos-Credential=AKsecret&X-Tos-Expires=86400&X-Tos-Signature=0secret0";

    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    public static TheoryData<string> Spellings =>
    [
        Url,
        $"Cannot read {Url} now",
        Url.Replace("https:", "", StringComparison.Ordinal),
        Url.Replace("https://", "", StringComparison.Ordinal),
        Uri.EscapeDataString(Url),
        Uri.EscapeDataString(Uri.EscapeDataString(Url)),
        $"https://proxy.example/fetch?url={Uri.EscapeDataString(Url)}",
        $"https://proxy.example/fetch/{Uri.EscapeDataString(Url)}",
        $"https://proxy.example/fetch/{Url}",
        JsonSerializer.Serialize(new { Url }, Escaped),
        JsonSerializer.Serialize(new { Url = JsonSerializer.Serialize(Url, Escaped) }, Escaped),
        JsonSerializer.Serialize(Url).Replace("/", "\\/", StringComparison.Ordinal),
        Url[Url.IndexOf('?', StringComparison.Ordinal)..],
        Url[Url.IndexOf("X-Tos-Sig", StringComparison.Ordinal)..] + "&X-Tos-Credential=AKsecret",
        "https://host.example/a.mp4?secret",
        "https://user:secret@host.example/a.mp4",
        "https://host.example/a.mp4?a=1&sign=secret",
        "a.mp4&sign=secret&sig=secret",
        "q-ak=secret&q-signature=secret",
        "OSSAccessKeyId=secret&Signature=secret",
        "#access_token=secret",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Redact_removes_the_signature(string text)
    {
        var clean = Redaction.Redact(text);
        Assert.DoesNotContain("secret", clean, StringComparison.Ordinal);
        Assert.Contains(Redaction.Mark, clean);
        Assert.Equal(clean, Redaction.Redact(clean));
    }

    [Theory]
    [InlineData("Why? Because 1 = 1.")]
    [InlineData("design=3, totalTokens=40594")]
    [InlineData("mail@example.com")]
    [InlineData("https://host.example/a@b.mp4")]
    [InlineData("100% of C:\\Users\\me")]
    [InlineData("内容审核未通过？请修改")]
    public void Redact_keeps_text_without_a_secret(string text) => Assert.Equal(text, Redaction.Redact(text));

    [Theory]
    [InlineData("see https://h/a.mp4?x=1, then retry", "see https://h/a.mp4?… then retry")]
    [InlineData("\"https://h/a?x\" and <https://h/b?y>", "\"https://h/a?…\" and <https://h/b?…>")]
    [InlineData("token=abc&model=m", "token=…&model=m")]
    public void Redact_keeps_the_text_around_a_secret(string text, string expected) =>
        Assert.Equal(expected, Redaction.Redact(text));

    [Theory]
    [InlineData("://")]
    [InlineData("%25")]
    [InlineData("sign=")]
    [InlineData("\\u00")]
    public void Redact_hostile_text_takes_linear_time(string part)
    {
        // A quadratic search of ten million characters would exceed the time limit of the whole test run.
        var text = string.Concat(Enumerable.Repeat(part, 10_000_000 / part.Length));
        Assert.NotEmpty(Redaction.Redact(text));
    }
}
