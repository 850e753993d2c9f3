using System.Text;
using Seedance.Json;

namespace Seedance.Client.Tests.Json;

/// <summary>Known variations of responses are read, and other responses fail with a reason.</summary>
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
    public void Read_knows_status_values_and_their_synonyms(string value, SeedanceTaskStatus expected)
    {
        var task = Read($$"""{"id":"a","status":"{{value}}"}""");
        Assert.Equal(expected, task.Status);
        Assert.Equal(value, task.StatusText);
        Assert.Equal(
            expected is not (SeedanceTaskStatus.Unknown or SeedanceTaskStatus.Queued or SeedanceTaskStatus.Processing),
            task.IsTerminal);
    }

    [Fact]
    public void Read_accepts_numbers_as_strings()
    {
        var task = Read(
            """{"id":"a","status":"completed","created":"1774836724","actualDuration":"10","totalTokens":"40594"}""");
        Assert.Equal(10, task.ActualDuration);
        Assert.Equal(40594, task.TotalTokens);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1774836724), task.Created);
    }

    [Fact]
    public void Read_accepts_an_error_object()
    {
        var task = Read("""{"id":"a","status":"failed","error":{"message":"too dark","code":"E7"}}""");
        Assert.Equal("too dark", task.Error);
        Assert.Equal("E7", task.ErrorCode);
    }

    [Theory]
    [InlineData("result_url")]
    [InlineData("url")]
    [InlineData("video_url")]
    public void Read_accepts_other_names_of_the_URL(string name) =>
        Assert.Equal(
            "https://h/v.mp4?a=b%2Fc&d",
            Read($$"""{"status":"completed","{{name}}":"https://h/v.mp4?a=b%2Fc&d"}""").VideoUrl);

    [Fact]
    public void Read_accepts_a_task_in_a_data_envelope() =>
        Assert.Equal(
            SeedanceTaskStatus.Queued, Read("""{"code":0,"msg":"ok","data":{"id":"a","status":"queued"}}""").Status);

    [Fact]
    public void Read_ignores_a_byte_order_mark() =>
        Assert.Equal(
            SeedanceTaskStatus.Queued,
            TaskReader.Read((byte[])[0xEF, 0xBB, 0xBF, .. """{"status":"queued"}"""u8], "a").Status);

    [Fact]
    public void Read_keeps_unknown_fields()
    {
        var task = Read(
            """{"id":"a","status":"queued","progress":40,"amount":1.5,"officialMediaUrl":"u","usage":"""
            + """{"x":1},"beta":true}""");
        Assert.Equal(40L, task.AdditionalProperties["progress"]);
        Assert.Equal(1.5, task.AdditionalProperties["amount"]);
        Assert.Equal("u", task.AdditionalProperties["officialMediaUrl"]);
        Assert.Equal("""{"x":1}""", task.AdditionalProperties["usage"]);
        Assert.Equal(true, task.AdditionalProperties["beta"]);
    }

    [Fact]
    public void Read_invalid_text_affects_only_its_own_field()
    {
        byte[] body =
        [
            .. """{"\ud800":1,"note":"\udc00","bad":"""u8, (byte)'"', 0xFF, 0xC0, (byte)'"',
            .. ""","st\u0061tus":"queued","id":"a"}"""u8,
        ];
        var task = TaskReader.Read(body, "a");
        Assert.Equal(SeedanceTaskStatus.Queued, task.Status);
        Assert.Equal("\"\\udc00\"", task.AdditionalProperties["note"]);
        Assert.Equal("\"\uFFFD\uFFFD\"", task.AdditionalProperties["bad"]);
    }

    [Fact]
    public void Read_tokens_are_exact_within_64_bits()
    {
        Assert.Equal(
            9007199254740993, Read("""{"id":"a","status":"completed","totalTokens":9007199254740993}""").TotalTokens);
        Assert.Equal(
            long.MaxValue, Read("""{"id":"a","status":"completed","totalTokens":"9223372036854775807"}""").TotalTokens);
        Assert.Equal(40594, Read("""{"id":"a","status":"completed","totalTokens":40594.0}""").TotalTokens);
        Assert.Null(Read("""{"id":"a","status":"completed","totalTokens":9223372036854775808}""").TotalTokens);
        Assert.Null(Read("""{"id":"a","status":"completed","totalTokens":-1}""").TotalTokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("  ")]
    [InlineData("7")]
    public void Read_blank_URL_does_not_hide_one_with_another_name(string blank)
    {
        var value = blank is "null" or "7" ? blank : $"\"{blank}\"";
        Assert.Equal(
            "https://h/v",
            Read($$"""{"id":"a","status":"completed","video_url":{{value}},"result_url":"https://h/v"}""").VideoUrl);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"id":"a","status":"queued"}}""")]
    [InlineData("""{"id":"request-7","status":"ok","code":0,"data":{"id":"a","status":"queued"}}""")]
    [InlineData("""{"id":"a","data":{"id":"a","status":"queued"}}""")]
    [InlineData("""{"id":"a","status":"queued","data":{"status":"completed"},"code":500}""")]
    public void Read_uses_the_status_of_the_task_not_of_its_envelope(string body) =>
        Assert.Equal(SeedanceTaskStatus.Queued, Read(body).Status);

    [Theory]
    [InlineData("""{"status":"failed","message":"busy"}""")]
    [InlineData("""{"status":"error","msg":"busy"}""")]
    [InlineData("""{"status":"success","error":{"message":"busy"}}""")]
    [InlineData("""{"status":500,"error":"busy","path":"/v1/result/a"}""")]
    public void Read_error_response_does_not_end_the_task(string body)
    {
        var e = Assert.Throws<SeedanceException>(() => Read(body));
        Assert.Equal(Failure.ResponseInvalid, e.Failure);
        Assert.Equal("busy", e.ServiceMessage);
    }

    [Theory]
    [InlineData("dreaming")]
    [InlineData("done")]
    [InlineData("complete d")]
    [InlineData("completed\\u0000")]
    public void Read_unknown_status_value_is_not_terminal(string value)
    {
        var task = Read($$"""{"id":"a","status":"{{value}}","video_url":"https://h/v"}""");
        Assert.Equal(SeedanceTaskStatus.Unknown, task.Status);
        Assert.False(task.IsTerminal);
    }

    [Fact]
    public void An_unknown_status_value_is_one_warning()
    {
        var warnings = new UnknownStatusWarnings();
        var dreaming = Read("""{"id":"a","status":"dreaming"}""");
        Assert.Contains("'dreaming'", warnings.WarningFor(dreaming), StringComparison.Ordinal);
        Assert.Null(warnings.WarningFor(dreaming));
        Assert.Null(warnings.WarningFor(Read("""{"id":"a","status":"queued"}""")));
        Assert.NotNull(warnings.WarningFor(Read("""{"id":"a","status":"resting"}""")));
        for (var i = 0; i < 100; i++) warnings.WarningFor(Read($$"""{"id":"a","status":"value {{i}}"}"""));
        Assert.Null(warnings.WarningFor(Read("""{"id":"a","status":"one more"}""")));
    }

    [Theory]
    [InlineData("https://h/v?X-Tos-Date=20260330T021204Z&X-Tos-Expires=86400", 1774923124)]
    [InlineData("https://h/v?X-Amz-Expires=3600&X-Amz-Date=20260330T021204Z&response-expires=7", 1774840324)]
    [InlineData("https://h/v?Expires=1774923124&Signature=x", 1774923124)]
    [InlineData("https://h/v?Expires=99999999999999999999", null)]
    [InlineData("https://h/v?X-Tos-Date=99991231T235959Z&X-Tos-Expires=2147483647", null)]
    [InlineData("https://h/v?X-Tos-Date=yesterday&X-Tos-Expires=86400", null)]
    [InlineData("https://h/v?X-Tos-Date=20260330T021204Z&X-Tos-Expires=-1", null)]
    [InlineData("https://h/v?a&&=&b=", null)]
    [InlineData("https://h/v", null)]
    public void Read_takes_the_expiry_from_the_query_of_the_URL(string url, int? expires) => Assert.Equal(
        expires is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        Read($$"""{"id":"a","status":"completed","video_url":"{{url}}"}""").VideoUrlExpires);

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
    [InlineData("""{"id":"a","status":"queued"} x""", Failure.ResponseInvalid)]
    [InlineData("""{"id":"b","status":"completed"}""", Failure.WrongTask)]
    [InlineData("""{"id":7,"status":"completed"}""", Failure.WrongTask)]
    public void Read_response_without_a_task_fails(string body, Failure expected)
    {
        var e = Assert.Throws<SeedanceException>(() => Read(body));
        Assert.Equal(expected, e.Failure);
        Assert.Contains("'a'", e.Message, StringComparison.Ordinal);
    }

    private static SeedanceTask Read(string body) => TaskReader.Read(Encoding.UTF8.GetBytes(body), "a");
}
