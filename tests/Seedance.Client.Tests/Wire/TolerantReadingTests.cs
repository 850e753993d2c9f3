using System.Text;
using Seedance.Wire;

namespace Seedance.Client.Tests.Wire;

/// <summary>Every variation that real clients have met is understood, and what cannot be understood is refused with a reason.</summary>
public sealed class TolerantReadingTests
{
    [Theory]
    [InlineData("QUEUED", SeedanceTaskStatus.Queued)]
    [InlineData("pending", SeedanceTaskStatus.Queued)]
    [InlineData("running", SeedanceTaskStatus.Processing)]
    [InlineData("succeeded", SeedanceTaskStatus.Completed)]
    [InlineData("success", SeedanceTaskStatus.Completed)]
    [InlineData("Completed", SeedanceTaskStatus.Completed)]
    [InlineData("canceled", SeedanceTaskStatus.Cancelled)]
    [InlineData("cancelled", SeedanceTaskStatus.Cancelled)]
    [InlineData("expired", SeedanceTaskStatus.Expired)]
    [InlineData("failed", SeedanceTaskStatus.Failed)]
    [InlineData("dreaming", SeedanceTaskStatus.Unknown)]
    public void Status_words_and_their_synonyms(string word, SeedanceTaskStatus expected)
    {
        var task = Read($$"""{"id":"a","status":"{{word}}"}""");
        Assert.Equal(expected, task.Status);
        Assert.Equal(word, task.StatusText);
        Assert.Equal(expected is not (SeedanceTaskStatus.Unknown or SeedanceTaskStatus.Queued or SeedanceTaskStatus.Processing), task.IsTerminal);
    }

    [Fact]
    public void Numbers_may_be_strings()
    {
        var task = Read("""{"id":"a","status":"completed","created":"1774836724","actualDuration":"10","totalTokens":"40594"}""");
        Assert.Equal(10, task.ActualDuration);
        Assert.Equal(40594, task.TotalTokens);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1774836724), task.Created);
    }

    [Fact]
    public void The_error_may_be_an_object()
    {
        var task = Read("""{"id":"a","status":"failed","error":{"message":"too dark","code":"E7"}}""");
        Assert.Equal("too dark", task.Error);
        Assert.Equal("E7", task.ErrorCode);
    }

    [Theory]
    [InlineData("result_url")]
    [InlineData("url")]
    [InlineData("video_url")]
    public void The_address_may_have_other_names(string name) =>
        Assert.Equal("https://h/v.mp4?a=b%2Fc&d", Read($$"""{"status":"completed","{{name}}":"https://h/v.mp4?a=b%2Fc&d"}""").VideoUrl);

    [Fact]
    public void The_task_may_be_inside_a_data_envelope() =>
        Assert.Equal(SeedanceTaskStatus.Queued, Read("""{"code":0,"msg":"ok","data":{"id":"a","status":"queued"}}""").Status);

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal(SeedanceTaskStatus.Queued, TaskReader.Read((byte[])[0xEF, 0xBB, 0xBF, .. """{"status":"queued"}"""u8], "a").Status);

    [Fact]
    public void Fields_that_nobody_knows_are_kept()
    {
        var task = Read("""{"id":"a","status":"queued","progress":40,"amount":1.5,"officialMediaUrl":"u","usage":{"x":1},"beta":true}""");
        Assert.Equal(40L, task.AdditionalProperties["progress"]);
        Assert.Equal(1.5, task.AdditionalProperties["amount"]);
        Assert.Equal("u", task.AdditionalProperties["officialMediaUrl"]);
        Assert.Equal("""{"x":1}""", task.AdditionalProperties["usage"]);
        Assert.Equal(true, task.AdditionalProperties["beta"]);
    }

    [Theory]
    [InlineData("""{"code":"204","msg":"登录验证失败"}""", Failure.AuthenticationFailed)]
    [InlineData("""{"code":204,"msg":"登录验证失败"}""", Failure.AuthenticationFailed)]
    [InlineData("""{"code":500,"msg":"busy"}""", Failure.ServiceUnavailable)]
    [InlineData("", Failure.ResponseInvalid)]
    [InlineData("  \r\n", Failure.ResponseInvalid)]
    [InlineData("<html><body>502</body></html>", Failure.ResponseInvalid)]
    [InlineData("""{"id":"a","status":"que""", Failure.ResponseInvalid)]
    [InlineData("[]", Failure.ResponseInvalid)]
    [InlineData("null", Failure.ResponseInvalid)]
    [InlineData("{}", Failure.ResponseInvalid)]
    [InlineData("""{"id":"a"}""", Failure.ResponseInvalid)]
    public void What_is_no_task_is_refused(string body, Failure expected)
    {
        var e = Assert.Throws<SeedanceException>(() => Read(body));
        Assert.Equal(expected, e.Failure);
        Assert.Contains("'a'", e.Message, StringComparison.Ordinal);
    }

    private static SeedanceTask Read(string body) => TaskReader.Read(Encoding.UTF8.GetBytes(body), "a");
}
