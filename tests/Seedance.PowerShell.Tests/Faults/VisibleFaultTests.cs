using System.Management.Automation;
using System.Net;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Faults;

/// <summary>The error of each fault: id, category, target, message, recommended action and properties.</summary>
public sealed class VisibleFaultTests : EmulatorTest
{
    private const string Command = "Seedance.PowerShell.Commands.GetSeedanceTaskCommand";

    [Theory]
    [InlineData(
        "login-refused", null, "AuthenticationFailed", ErrorCategory.AuthenticationError, null, "登录验证失败",
        "Check the key")]
    [InlineData(
        "unauthorized", null, "AuthenticationFailed", ErrorCategory.AuthenticationError, 401,
        "The API key in the request is missing or invalid.", "Check the key")]
    [InlineData(
        "status", "403", "AccessDenied", ErrorCategory.PermissionDenied, 403, "The emulator was told to send 403.",
        "Check that the key's account")]
    [InlineData(
        "unknown", null, "TaskNotFound", ErrorCategory.ObjectNotFound, 404, "Task not found: video_1", "Check the id")]
    [InlineData(
        "not-found", null, "EndpointNotFound", ErrorCategory.ObjectNotFound, 404,
        "No handler found for GET /kyyReactApiServer/v1/result/video_1", "Check -BaseUri")]
    [InlineData(
        "status", "400", "RequestRejected", ErrorCategory.InvalidOperation, 400, "The emulator was told to send 400.",
        "Read the service's message")]
    [InlineData(
        "status", "408", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, 408,
        "The emulator was told to send 408.", "do not create it again")]
    [InlineData(
        "status", "409", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, 409,
        "The emulator was told to send 409.", "do not create it again")]
    [InlineData(
        "status", "425", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, 425,
        "The emulator was told to send 425.", "do not create it again")]
    [InlineData(
        "status", "429:3600", "RateLimited", ErrorCategory.LimitsExceeded, 429, "The emulator was told to send 429.",
        "do not create it again")]
    [InlineData(
        "status", "500", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, 500,
        "The emulator was told to send 500.", "do not create it again")]
    [InlineData(
        "error-page", "502", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, 502, null,
        "do not create it again")]
    [InlineData(
        "code", "500:busy", "ServiceUnavailable", ErrorCategory.ResourceUnavailable, null, "busy",
        "do not create it again")]
    [InlineData("reset", null, "ConnectionFailed", ErrorCategory.ConnectionError, null, null, "Check the network")]
    [InlineData("cut-off", null, "ConnectionFailed", ErrorCategory.ConnectionError, null, null, "Check the network")]
    [InlineData(
        "huge-headers", null, "ConnectionFailed", ErrorCategory.ConnectionError, null, null, "Check the network")]
    [InlineData("empty", null, "ResponseInvalid", ErrorCategory.InvalidResult, null, null, "A proxy")]
    [InlineData("html", null, "ResponseInvalid", ErrorCategory.InvalidResult, null, null, "A proxy")]
    [InlineData("broken-json", null, "ResponseInvalid", ErrorCategory.InvalidResult, null, null, "A proxy")]
    [InlineData("deep", null, "ResponseInvalid", ErrorCategory.InvalidResult, null, null, "A proxy")]
    [InlineData("broken-compression", "br", "ResponseInvalid", ErrorCategory.InvalidResult, null, null, "A proxy")]
    [InlineData(
        "body", """{"error":{"message":"busy"}}""", "ResponseInvalid", ErrorCategory.InvalidResult, null, "busy",
        "A proxy")]
    [InlineData("huge", null, "ResponseTooLarge", ErrorCategory.InvalidResult, null, null, "Check -BaseUri")]
    [InlineData("bomb", "gzip", "ResponseTooLarge", ErrorCategory.InvalidResult, null, null, "Check -BaseUri")]
    [InlineData("redirect", null, "RedirectRefused", ErrorCategory.SecurityError, 302, null, "Check -BaseUri")]
    [InlineData("wrong-id", null, "WrongTask", ErrorCategory.InvalidResult, null, null, "A cache")]
    public void A_fault_is_one_error_with_all_properties_for_scripts(
        string fault, string? argument, string id, ErrorCategory category, int? status, string? serviceMessage,
        string action)
    {
        Emulator.Add(new EmulatedTask("video_1") { QueryFaults = [Fault.Always(fault, argument)] });
        AddTasks("video_2");

        var result = Engine.Run(
            "'video_1', 'video_2' | Get-SeedanceTask -MaximumRetryCount 1 -RetryIntervalSec 0 -ThrottleLimit 1");

        var error = result.Errors[0];
        Assert.Equal($"{id},{Command}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal("video_1", error.TargetObject);
        Assert.Contains("'video_1'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(action, error.RecommendedAction(), StringComparison.Ordinal);
        AssertLogHasActionOnce(error);
        var exception = new PSObject(error.Exception);
        Assert.Equal(id, exception.Properties["Failure"].Value.ToString());
        Assert.Equal("video_1", exception.Properties["TaskId"].Value);
        Assert.Equal((HttpStatusCode?)status, exception.Properties["StatusCode"].Value);
        Assert.Equal(serviceMessage, exception.Properties["ServiceMessage"].Value);
        if (serviceMessage is not null)
            Assert.Contains(serviceMessage, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("emulator-key", error.ToString() + error.Exception, StringComparison.Ordinal);
        // Other tasks continue, unless the service limited the rate.
        if (id == "RateLimited")
            Assert.StartsWith("RateLimited,", result.Errors[1].FullyQualifiedErrorId, StringComparison.Ordinal);
        else Assert.Equal("video_2", Assert.Single(result.Column<string>("Id")));
    }

    public static TheoryData<string, object?[]> LogScripts => new()
    {
        { "Get-SeedanceTask $id -BaseUri http://127.0.0.1:1 -MaximumRetryCount 0", [] },
        { "Get-SeedanceTask $id -BaseUri ftp://example.com", [] },
        { "Get-SeedanceTask $id -BaseUri http://a.example.com", [] },
        { "Get-SeedanceTask $id -ApiKey 'two words'", [] },
        { "Get-SeedanceTask ($id + [char]1 + 'x')", [] },
        { "[pscustomobject]@{ Name = 'x' } | Get-SeedanceTask", [] },
        { "Wait-SeedanceTask $id -Timeout 0", ["hold", null] },
        { "Save-SeedanceVideo $id", ["synonyms", "processing"] },
        { "Save-SeedanceVideo $id -Destination \"$pwd/$('x' * 200)/$('y' * 200)\" -FileName 'a/b'", [] },
        { "Save-SeedanceVideo $id -FileName '{Nothing}'", [] },
        { "Save-SeedanceVideo $id -Destination Variable:x", [] },
        { "Save-SeedanceVideo $id, $id2 -FileName same", [] },
        { "Get-SeedanceTask $id -MaximumRetryCount 0", ["body", "{\"error\":{\"message\":\"LONG\"}}"] },
    };

    [Theory]
    [MemberData(nameof(LogScripts))]
    public void A_log_has_the_recommended_action_once_in_at_most_250_characters(string script, object?[] fault)
    {
        const string Id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";
        AddTasks("video_0b71c9aa-2a98-44a6-b930-29a88ce9b8fd");
        var argument = ((string?)fault.ElementAtOrDefault(1))
            ?.Replace("LONG", new string('w', 280), StringComparison.Ordinal);
        Emulator.Add(new EmulatedTask(Id)
        {
            QueryFaults = fault.Length == 0 ? [] : [Fault.Always((string)fault[0]!, argument)],
        });

        var result = Engine.Run($"$id = '{Id}'; $id2 = 'video_0b71c9aa-2a98-44a6-b930-29a88ce9b8fd'; {script}");

        var error = result.Thrown is null ? result.Errors[0] : result.TerminatingError;
        AssertLogHasActionOnce(error);
        if (error.TargetObject is string id)
            Assert.Contains(id.Length > 42 ? "id" : id, error.Exception.Message, StringComparison.Ordinal);
    }

    private static void AssertLogHasActionOnce(ErrorRecord error)
    {
        foreach (var logged in (string[])[error.Exception.Message, error.ToString()])
        {
            Assert.Equal(2, logged.Split(error.RecommendedAction()).Length);
            Assert.InRange(logged.Length, 40, 250);
        }
    }

    [Fact]
    public void A_script_can_branch_on_a_fault()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Always("status", "503:7")] });
        var result = Engine.Run("""
            try { Get-SeedanceTask a -MaximumRetryCount 0 -ErrorAction Stop }
            catch [Seedance.SeedanceException] {
                $e = $_.Exception
                $e.Failure, [int]$e.StatusCode, $e.ServiceMessage, $e.RetryAfter.TotalSeconds, $e.IsTransient -join ' '
            }
            """);
        Assert.Equal(
            "ServiceUnavailable 503 The emulator was told to send 503. 7 True",
            Assert.Single(result.Output).BaseObject);
    }

    [Fact]
    public void A_hundred_ids_with_a_refused_key_are_a_hundred_errors_and_few_requests()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"video_{i}").ToArray();
        AddTasks(ids);
        var result = Engine.Run("$input | Get-SeedanceTask -ApiKey wrong-key-1234 -ThrottleLimit 1", ids);
        Assert.Equal(ids, result.Errors.Select(e => (string)e.TargetObject));
        Assert.All(
            result.Errors,
            e => Assert.StartsWith("AuthenticationFailed,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(10, Emulator.Requests.Count);
    }

    [Fact]
    public void MaximumRetryCount_limits_retries_and_success_leaves_no_error()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("status", 2, "500")] });
        var result = Engine.Run("Get-SeedanceTask a -MaximumRetryCount 2 -RetryIntervalSec 0");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Single(result.Output);
        Assert.Equal(3, Emulator.CountQueries("a"));
    }

    [Fact]
    public void Get_unknown_status_value_is_one_warning_and_not_terminal()
    {
        foreach (var id in (string[])["a", "b"])
            Emulator.Add(new EmulatedTask(id) { QueryFaults = [Fault.Always("synonyms", "dreaming")] });
        Emulator.Add(new EmulatedTask("c") { QueryFaults = [Fault.Always("synonyms", "resting")] });
        var result = Engine.Run("Get-SeedanceTask a, b, c");
        Assert.Empty(result.Errors);
        Assert.Equal(["dreaming", "dreaming", "resting"], result.Column<string>("StatusText"));
        Assert.All(result.Column<string>("Status"), s => Assert.Equal("Unknown", s));
        Assert.All(result.Column<bool>("IsTerminal"), Assert.False);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("'dreaming'", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'resting'", result.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_unknown_status_value_is_one_warning_and_the_wait_continues()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("synonyms", 3, "dreaming")] });
        var result = Engine.Run("Wait-SeedanceTask a");
        Assert.Equal("Completed", Assert.Single(result.Column<string>("Status")));
        Assert.Contains("'dreaming'", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_available_and_the_URL_is_exact()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            QueryFaults =
            [
                Fault.Always(
                    "body",
                    """
                    {"id":"a","status":"completed","video_url":"https://h/a%2Fb.mp4?x=%2F&y=+&X-Tos-Signature=9f",
                     "progress":42,"usage":{"t":[1]}}
                    """),
            ],
        });
        var result = Engine.Run(
            "$t = Get-SeedanceTask a; $t.AdditionalProperties.progress; $t.AdditionalProperties['usage']; $t.VideoUrl");
        Assert.Equal(
            [42L, """{"t":[1]}""", "https://h/a%2Fb.mp4?x=%2F&y=+&X-Tos-Signature=9f"],
            result.Output.Select(o => o.BaseObject));
    }
}
