using System.Net;
using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Http;

namespace Seedance.Client.Tests.Http;

/// <summary>
/// Every fault of the service, of a proxy or of the network, over real HTTP: each query is one request with the correct
/// failure.
/// </summary>
public sealed class FaultsOverHttpTests : ServiceTest
{
    public static TheoryData<int, Failure> Statuses => new()
    {
        { 300, Failure.RedirectRefused }, { 301, Failure.RedirectRefused },
        { 302, Failure.RedirectRefused }, { 303, Failure.RedirectRefused },
        { 304, Failure.RedirectRefused }, { 307, Failure.RedirectRefused }, { 308, Failure.RedirectRefused },
        { 400, Failure.RequestRejected }, { 401, Failure.AuthenticationFailed },
        { 402, Failure.RequestRejected }, { 403, Failure.AccessDenied },
        { 404, Failure.TaskNotFound }, { 405, Failure.RequestRejected },
        { 406, Failure.RequestRejected }, { 407, Failure.ProxyAuthenticationRequired },
        { 408, Failure.ServiceUnavailable }, { 409, Failure.ServiceUnavailable }, { 410, Failure.RequestRejected },
        { 413, Failure.RequestRejected }, { 415, Failure.RequestRejected },
        { 418, Failure.RequestRejected }, { 421, Failure.RequestRejected },
        { 422, Failure.RequestRejected }, { 423, Failure.RequestRejected },
        { 425, Failure.ServiceUnavailable }, { 426, Failure.RequestRejected },
        { 428, Failure.RequestRejected }, { 429, Failure.RateLimited },
        { 431, Failure.RequestRejected }, { 451, Failure.RequestRejected },
        { 500, Failure.ServiceUnavailable }, { 501, Failure.ServiceUnavailable }, { 502, Failure.ServiceUnavailable },
        { 503, Failure.ServiceUnavailable }, { 504, Failure.ServiceUnavailable }, { 505, Failure.ServiceUnavailable },
        { 507, Failure.ServiceUnavailable }, { 511, Failure.ServiceUnavailable }, { 520, Failure.ServiceUnavailable },
        { 525, Failure.ServiceUnavailable }, { 599, Failure.ServiceUnavailable },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task QueryAsync_status_code_has_its_failure_and_is_kept(int status, Failure expected)
    {
        var failure = await FailureOfAsync("status", $"{status}");
        Assert.Equal(expected, failure.Failure);
        Assert.Equal((HttpStatusCode)status, failure.StatusCode);
        if (status == 304) return;
        Assert.Equal($"The emulator was told to send {status}.", failure.ServiceMessage);
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.ServiceMessage!, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login-refused", Failure.AuthenticationFailed, "登录验证失败")]
    [InlineData("code", Failure.ServiceUnavailable, "The emulator was told to send this code.")]
    [InlineData("code", Failure.AuthenticationFailed, "登录验证失败", "204:登录验证失败")]
    [InlineData("code", Failure.AuthenticationFailed, "who?", "401:who?")]
    [InlineData("code", Failure.AccessDenied, "no", "403:no")]
    [InlineData("code", Failure.TaskNotFound, "no", "404:no")]
    [InlineData("code", Failure.RateLimited, "slowly", "429:slowly")]
    [InlineData("code", Failure.RequestRejected, "no", "422:no")]
    [InlineData("code", Failure.ServiceUnavailable, "busy", "SystemBusy:busy")]
    [InlineData("body", Failure.ServiceUnavailable, "busy", """{"code":500,"status":"error","message":"busy"}""")]
    [InlineData("body", Failure.ResponseInvalid, "busy", """{"status":"failed","message":"busy"}""")]
    [InlineData("body", Failure.ResponseInvalid, "busy", """{"error":{"message":"busy"}}""")]
    public async Task QueryAsync_error_with_HTTP_200_has_its_failure_and_message(
        string fault, Failure expected, string message, string? argument = null)
    {
        var failure = await FailureOfAsync(fault, argument);
        Assert.Equal(expected, failure.Failure);
        Assert.Equal(message, failure.ServiceMessage);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unauthorized", Failure.AuthenticationFailed, 401, "The API key in the request is missing or invalid.")]
    [InlineData("unknown", Failure.TaskNotFound, 404, null)]
    [InlineData("not-found", Failure.EndpointNotFound, 404, null)]
    public async Task QueryAsync_error_response_has_its_failure_and_message(
        string fault, Failure expected, int status, string? message)
    {
        var failure = await FailureOfAsync(fault);
        Assert.Equal(expected, failure.Failure);
        Assert.Equal((HttpStatusCode)status, failure.StatusCode);
        if (message is not null) Assert.Equal(message, failure.ServiceMessage);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("html", null, "web page")]
    [InlineData("broken-json", null, "not valid JSON")]
    [InlineData("body", "null", "not a JSON object")]
    [InlineData("body", "[]", "not a JSON object")]
    [InlineData("body", "{}", "no status")]
    [InlineData("body", "{} {}", "not valid JSON")]
    [InlineData("deep")]
    [InlineData("broken-compression", "gzip", "compression")]
    [InlineData("broken-compression", "deflate", "compression")]
    [InlineData("broken-compression", "br", "compression")]
    [InlineData("broken-compression", "zstd")]
    [InlineData("status", "204", "it is empty")]
    public async Task QueryAsync_unreadable_body_fails_with_the_reason(
        string fault, string? argument = null, string why = "cannot be read")
    {
        ClientBuild.SkipWithoutBrotli(argument);
        var failure = await FailureOfAsync(fault, argument);
        Assert.Equal(Failure.ResponseInvalid, failure.Failure);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut-off")]
    [InlineData("huge-headers")]
    public async Task QueryAsync_broken_connection_is_ConnectionFailed(string fault)
    {
        var failure = await FailureOfAsync(fault);
        Assert.Equal(Failure.ConnectionFailed, failure.Failure);
        Assert.Contains(Emulator.BaseUri.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task QueryAsync_unreachable_host_is_ConnectionFailed()
    {
        await Emulator.DisposeAsync();
        var failure = await Assert.ThrowsAsync<SeedanceException>(() => Client().QueryAsync("video_1", Cancellation));
        Assert.Equal(Failure.ConnectionFailed, failure.Failure);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("stall")]
    public async Task QueryAsync_no_response_for_30_seconds_is_RequestTimedOut(string fault)
    {
        var id = Add(Fault.Always(fault));
        var query = Client().QueryAsync(id, Cancellation);
        await Emulator.WaitForQueriesAsync(id, cancellationToken: Cancellation);
        Time.Advance(RequestTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(query.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var failure = await Assert.ThrowsAsync<SeedanceException>(() => query);
        Assert.Equal(Failure.RequestTimedOut, failure.Failure);
        Assert.Contains("within 30 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_too_long_error_body_uses_the_status()
    {
        var failure = await FailureOfAsync("error-page", "401");
        Assert.Equal(Failure.AuthenticationFailed, failure.Failure);
        Assert.Null(failure.ServiceMessage);
    }

    [Fact]
    public async Task QueryAsync_truncated_error_body_uses_the_status()
    {
        var failure = await FailureOfAsync("error-cut-off", "503");
        Assert.Equal(Failure.ServiceUnavailable, failure.Failure);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public async Task QueryAsync_endless_error_body_uses_the_status()
    {
        var id = Add(Fault.Always("error-stall", "503"));
        // The headers arrive in real time: a short real time limit, repeated when it was too short.
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = Emulator.BaseUri,
            ApiKey = KeyOf("emulator-key"),
            RequestTimeout = TimeSpan.FromMilliseconds(200),
        });
        SeedanceException failure;
        do failure = await Assert.ThrowsAsync<SeedanceException>(() => client.QueryAsync(id, Cancellation));
        while (failure.Failure == Failure.RequestTimedOut);

        Assert.Equal(Failure.ServiceUnavailable, failure.Failure);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Theory]
    [InlineData("wrong-id")]
    [InlineData("body", """{"code":0,"data":{"id":"video_other","status":"completed"}}""")]
    public async Task QueryAsync_response_for_another_task_is_WrongTask(string fault, string? argument = null) =>
        Assert.Equal(Failure.WrongTask, (await FailureOfAsync(fault, argument)).Failure);

    [Theory]
    [InlineData("gzip")]
    [InlineData("brotli")]
    [InlineData("deflate")]
    [InlineData("raw-deflate")]
    [InlineData("bom")]
    [InlineData("envelope")]
    [InlineData("numbers-as-strings")]
    [InlineData("upper-case")]
    [InlineData("synonyms")]
    [InlineData("result-url")]
    [InlineData("url")]
    [InlineData("extra-fields")]
    [InlineData("no-id")]
    public async Task QueryAsync_every_known_variation_of_the_response_is_read(string variation)
    {
        ClientBuild.SkipWithoutBrotli(variation);
        var id = Add(Fault.Always(variation));
        var task = await Client().QueryAsync(id, Cancellation);
        Assert.Equal(id, task.Id);
        Assert.Equal(SeedanceTaskStatus.Completed, task.Status);
        Assert.Equal(5.04, task.ActualDuration);
        Assert.Equal(108900, task.TotalTokens);
        Assert.StartsWith($"{Emulator.Origin.AbsoluteUri}out/", task.VideoUrl, StringComparison.Ordinal);
        Assert.Equal(Time.GetUtcNow().AddDays(1), task.VideoUrlExpires);
    }

    [Fact]
    public async Task Requests_do_not_offer_deflate()
    {
        await Client().QueryAsync(Add(), Cancellation);
        var offered = Assert.Single(Emulator.Requests).Headers["Accept-Encoding"];
        Assert.Contains("gzip", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("deflate", offered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_message_without_a_full_stop_gets_one()
    {
        await Emulator.DisposeAsync();
        var failure = await Assert.ThrowsAsync<SeedanceException>(() => Client().QueryAsync("video_1", Cancellation));
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_response_with_the_key_does_not_put_it_in_the_message()
    {
        var failure = await FailureOfAsync(
            "body", """{"code":403,"msg":"emulator-key may not; see https://h/x?X-Tos-Signature=abc"}""");
        Assert.DoesNotContain("emulator-key", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("abc", failure.ToString() + failure.ServiceMessage, StringComparison.Ordinal);
    }
}
