using System.Management.Automation;
using Seedance.Emulator;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Faults;

/// <summary>The id under which a server has a request in its logs: a property, and the end of the message.</summary>
public sealed class RequestIdTests : EmulatorTest
{
    private const string Id = "02175886-0f1c.77:9";

    private (string Name, string Value) _header = ("x-unrelated", "1");

    internal override EmulatorOptions Options =>
        new() { OnResponse = headers => headers[_header.Name] = _header.Value };

    [Theory]
    [InlineData("x-request-id")]
    [InlineData("Request-Id")]
    [InlineData("X-Tt-Logid")]
    [InlineData("x-tos-request-id")]
    public void An_id_in_a_header_ends_the_message(string header)
    {
        _header = (header, Id);
        foreach (var command in (string[])["Get-SeedanceTask a", "Wait-SeedanceTask a", "Save-SeedanceVideo a"])
            AssertHasId(ErrorOf(command, Fault.Always("status", "400")));
    }

    [Theory]
    [InlineData("""{"message":"no","request_id":"02175886-0f1c.77:9"}""")]
    [InlineData("""{"error":{"message":"no","requestId":"02175886-0f1c.77:9"}}""")]
    [InlineData("""{"code":500,"msg":"no","log_id":"02175886-0f1c.77:9"}""")]
    [InlineData("""{"ResponseMetadata":{"RequestId":"02175886-0f1c.77:9"}}""")]
    public void An_id_in_the_body_ends_the_message(string body) =>
        AssertHasId(ErrorOf("Get-SeedanceTask a", Fault.Always("body", body)));

    [Fact]
    public void The_storage_hosts_id_is_that_of_a_refused_or_broken_download()
    {
        _header = ("x-tos-request-id", Id);
        foreach (var fault in (string[])["status", "truncate", "html"])
        {
            Emulator.Add(new EmulatedTask("a") { VideoFaults = [Fault.Always(fault)] });
            AssertHasId(Assert.Single(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 0 -Force").Errors));
        }
    }

    [Theory]
    [InlineData("emulator-key")]
    [InlineData("prefix-emulator-key-suffix")]
    [InlineData("has blanks")]
    [InlineData("https://host/?X-Tos-Signature=1")]
    [InlineData("")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public void What_is_no_id_or_a_secret_is_not_shown(string value)
    {
        _header = ("x-request-id", value);
        var error = ErrorOf("Get-SeedanceTask a", Fault.Always("status", "400"));
        Assert.Null(new PSObject(error.Exception).Properties["RequestId"].Value);
        Assert.DoesNotContain("Request id", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ObjectText.Of(error), t => t.Contains("emulator-key", StringComparison.Ordinal));
    }

    [Fact]
    public void A_creation_and_a_timeout_have_the_id_too()
    {
        _header = ("x-request-id", Id);
        AddTasks("a");
        var created = Engine.Run("New-SeedanceTask prompt -Key a -Journal run.jsonl -ApiKey wrong");
        AssertHasId(Assert.Single(created.Errors));
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Always("status", "500")] });
        AssertHasId(Assert.Single(Engine.Run("Wait-SeedanceTask a -Timeout 0.2 -MaximumRetryCount 100").Errors));
    }

    private ErrorRecord ErrorOf(string command, Fault fault)
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [fault] });
        return Assert.Single(Engine.Run($"{command} -MaximumRetryCount 0").Errors);
    }

    private static void AssertHasId(ErrorRecord error)
    {
        Assert.Equal(Id, new PSObject(error.Exception).Properties["RequestId"].Value);
        Assert.EndsWith($" Request id: {Id}.", error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(error.Exception.Message.Length, 1, 250);
    }
}
