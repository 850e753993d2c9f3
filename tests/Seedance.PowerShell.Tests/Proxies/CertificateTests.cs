using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Proxies;

namespace Seedance.PowerShell.Tests.Proxies;

/// <summary>Certificates that the system does not trust, as a proxy that inspects TLS sends them.</summary>
public sealed class CertificateTests : EmulatorTest
{
    private const string Issuer = "Example Inspection CA";

    private readonly TestAuthority _authority = new(Issuer);

    public override ValueTask DisposeAsync()
    {
        _authority.Dispose();
        return base.DisposeAsync();
    }

    [Theory]
    [InlineData("Get-SeedanceTask a")]
    [InlineData("Wait-SeedanceTask a")]
    [InlineData("Save-SeedanceVideo a")]
    [InlineData("New-SeedanceTask prompt -Key a -Journal run.jsonl")]
    public async Task An_unknown_issuer_is_named_and_nothing_is_sent_to_it(string command)
    {
        await using var inspected = await StartAsync("127.0.0.1");

        var error = AssertUntrusted(command, inspected);

        Assert.Contains(
            $"the certificate of 127.0.0.1, issued by '{Issuer}', is not trusted. ",
            error.Exception.Message, StringComparison.Ordinal);
        foreach (var way in (string[])["Import-Certificate", "update-ca-certificates", "Keychain"])
            Assert.Contains(way, error.RecommendedAction(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.SecurityError, error.CategoryInfo.Category);
        Assert.Equal(Issuer, IssuerOf(error.Exception));
    }

    [Theory]
    [InlineData("service.example", false, "is for another host")]
    [InlineData("127.0.0.1", true, "is valid from ")]
    public async Task A_root_certificate_is_not_advised_where_it_does_not_help(
        string host, bool isExpired, string problem)
    {
        await using var inspected = await StartAsync(host, isExpired);

        var error = AssertUntrusted("Get-SeedanceTask a", inspected);

        Assert.Contains(problem, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Import-Certificate", error.RecommendedAction(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untrusted_storage_host_is_not_downloaded_from()
    {
        await using var inspected = await StartAsync("127.0.0.1");
        inspected.Add(new EmulatedTask("a"));
        var body = $$"""
            {"id":"a","created":1774836724,"model":"m","status":"completed","video_url":"{{inspected.Origin}}out/a.mp4"}
            """;
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Always("body", body)] });

        var error = Assert.Single(Engine.Run("Save-SeedanceVideo a").Errors);

        Assert.StartsWith("CertificateUntrusted,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            "The video of task 'a': the certificate of 127.0.0.1", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(inspected.Requests);
    }

    private Task<EmulatorServer> StartAsync(string host, bool isExpired = false) => EmulatorServer.StartAsync(
        new EmulatorOptions { Certificate = _authority.Issue([host], isExpired) }, Cancellation);

    private ErrorRecord AssertUntrusted(string command, EmulatorServer inspected)
    {
        var result = Engine.Run($"{command} -BaseUri {inspected.BaseUri} -MaximumRetryCount 3");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("CertificateUntrusted,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", error.TargetObject);
        Assert.InRange(error.Exception.Message.Length, 1, 250);
        Assert.Empty(inspected.Requests);
        return error;
    }

    private static object? IssuerOf(Exception exception) => exception.InnerException is { } inner
        ? new PSObject(inner).Properties["Issuer"]?.Value ?? IssuerOf(inner)
        : null;
}
