using Seedance.Saving;

namespace Seedance.Client.Tests.Saving;

/// <summary>No form of a signed URL puts its signature into the metadata.</summary>
public sealed class MetadataRedactionTests
{
    [Theory]
    [InlineData("https://h/v.mp4?X-Tos-Signature=SECRET")]
    [InlineData("h/v.mp4?X-Tos-Signature=SECRET&a=b")]
    [InlineData("""{"cover":"https://h/c.jpg?X-Tos-Signature=SECRET"}""")]
    [InlineData("""{"cover":"https:\/\/h\/c.jpg?a=b\u0026X-Tos-Signature=SECRET"}""")]
    [InlineData("""{"cover":"\u0068ttps\u003a//h/c.jpg\u003fX-Tos-Sign\u0061ture\u003dSECRET"}""")]
    [InlineData("""["{\"u\":\"https:\\/\\/h\\/c?X-Tos-Sign\\u0061ture=SECRET\"}"]""")]
    [InlineData("""{"https://h/c?X-Tos-Signature=SECRET":1}""")]
    [InlineData("""{"a":{"b":["x",{"c":"see https://user:SECRET@h/ now"}]}}""")]
    public void Redact_removes_signatures_from_any_text_of_the_task(string text)
    {
        var task = new SeedanceTask
        {
            Id = "a",
            Model = text,
            StatusText = text,
            Error = text,
            ErrorCode = text,
            AdditionalProperties = new Dictionary<string, object?> { ["field"] = text },
        };

        var redacted = MetadataRedaction.Redact(task);

        string?[] texts = [redacted.Model, redacted.StatusText, redacted.Error, redacted.ErrorCode,
            (string?)redacted.AdditionalProperties["field"]];
        Assert.All(texts, t => Assert.DoesNotContain("SECRET", t, StringComparison.Ordinal));
    }

    [Fact]
    public void Redact_keeps_values_without_secrets()
    {
        const string Nested = """{"text":"旅行 <b>","number":1.50,"list":[true,null]}""";
        var task = new SeedanceTask
        {
            Id = "a",
            AdditionalProperties = new Dictionary<string, object?>
            {
                ["nested"] = Nested,
                ["number"] = 7L,
                ["none"] = null,
                ["broken"] = "{",
            },
        };

        Assert.Equal(task.AdditionalProperties, MetadataRedaction.Redact(task).AdditionalProperties);
    }
}
