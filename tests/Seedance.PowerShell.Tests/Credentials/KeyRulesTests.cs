using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>The hosts that may receive a key, and invalid keys.</summary>
public sealed class KeyRulesTests : EmulatorTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        AddTasks("a");
    }

    [Theory]
    [InlineData("key 1")]
    [InlineData(" key")]
    [InlineData("key\t")]
    [InlineData("key\n")]
    [InlineData("key\r\nX-Evil: 1")]
    [InlineData("key\0")]
    [InlineData("clé")]
    [InlineData("key\u200B")]
    [InlineData("\uFEFFkey")]
    public void A_key_with_invalid_characters_is_an_error_before_the_first_request(string key)
    {
        Engine.Session.SetVariable("key", key);
        var result = Engine.Run("Get-SeedanceTask a -ApiKey $key");
        Assert.StartsWith("ApiKeyInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("a space, a line break", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_plain_string_is_accepted_with_one_warning()
    {
        var result = Engine.Run("$key = 'emulator-key'; 1..3 | ForEach-Object { Get-SeedanceTask a -ApiKey $key }");
        Assert.Equal(3, result.Output.Count);
        Assert.Contains("plain text", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(Engine.Run("Wait-SeedanceTask a -ApiKey emulator-key").Warnings);
    }

    [Theory]
    [InlineData("[securestring]")]
    [InlineData("[pscredential]")]
    public void A_secure_key_is_accepted_without_a_warning(string type)
    {
        var result = Engine.Run(
            $$"""
            $key = [Net.NetworkCredential]::new('', 'emulator-key').SecurePassword
            if ('{{type}}' -eq '[pscredential]') { $key = [pscredential]::new('user', $key) }
            Get-SeedanceTask a -ApiKey $key
            """);
        Assert.Single(result.Output);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("1234567890123")]
    [InlineData("(@('1234567890123', 'x'))")]
    [InlineData("@{ Key = '1234567890123' }")]
    public void A_value_that_is_not_text_is_an_error_that_does_not_show_it(string value)
    {
        var error = Engine.Run($"$value = {value}; Get-SeedanceTask a -ApiKey $value").TerminatingError;
        Assert.Contains("SecureString, a string or a PSCredential", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567890123", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_key_is_a_missing_key()
    {
        var result = Engine.Run("Get-SeedanceTask a -ApiKey ''");
        Assert.StartsWith("ApiKeyMissing,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("http://192.0.2.1:8080/gateway")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://localhost.example.com")]
    public void Plain_HTTP_to_another_machine_ends_the_pipeline_before_any_query(string uri)
    {
        var result = Engine.Run(
            "$PSDefaultParameterValues.Remove('*-Seedance*:ApiKey'); Get-SeedanceTask a -VaultName Missing -BaseUri "
            + $"{uri}");
        Assert.StartsWith("BaseUriInsecure,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-AllowInsecureBaseUri", result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_HTTP_to_another_machine_works_with_AllowInsecureBaseUri()
    {
        // A name that no resolver knows (RFC 6761): the failed resolution shows that a request was attempted.
        var result = Engine.Run(
            "Get-SeedanceTask a -BaseUri http://service.invalid -AllowInsecureBaseUri -MaximumRetryCount 0");
        Assert.Null(result.Thrown);
        Assert.StartsWith(
            "ConnectionFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_key_does_not_follow_a_redirect_to_another_host(int status)
    {
        await using var other = await EmulatorServer.StartAsync(cancellationToken: Cancellation);
        Emulator.Add(new EmulatedTask("b")
        {
            QueryFaults = [Fault.Always("redirect", $"{status}:{other.BaseUri}/v1/result/b")],
        });
        var result = Engine.Run("Get-SeedanceTask b");
        Assert.StartsWith(
            "RedirectRefused,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Concurrent_runspaces_each_use_their_own_key()
    {
        const int Runspaces = 6;
        await using var service = await EmulatorServer.StartAsync(
            new EmulatorOptions { AcceptAnyKey = true }, Cancellation);
        for (var i = 0; i < Runspaces; i++) service.Add(new EmulatedTask($"task-{i}"));

        // Each way in which a key could be shared: the parameter, and one vault with a different key for each runspace.
        var module = VaultModule.WriteTo(InFolder("modules"));
        var results = await Task.WhenAll(Enumerable.Range(0, Runspaces).Select(i => Task.Run(() =>
        {
            using var engine = new Engine(service, Folder);
            return engine.Run(
                $$"""
                Import-Module '{{module}}'
                $global:VaultKey = 'key-{{i}}'
                $PSDefaultParameterValues['*-Seedance*:ApiKey'] =
                    [Net.NetworkCredential]::new('', 'key-{{i}}').SecurePassword
                if ({{i}} % 2) { $PSDefaultParameterValues.Remove('*-Seedance*:ApiKey') }
                foreach ($n in 1..8) {
                    $null = 'task-{{i}}' | Get-SeedanceTask -VaultName Secure |
                        Save-SeedanceVideo -VaultName Secure -Force -Destination {{i}}
                }
                """);
        }, Cancellation)));

        Assert.All(results, result => Assert.Empty(result.Errors));
        var requests = service.Requests.Where(r => r.Headers.ContainsKey("Authorization")).ToList();
        Assert.Equal(Runspaces * 8, requests.Count);
        Assert.All(
            requests, r => Assert.Equal($"Bearer key-{r.TaskId!["task-".Length..]}", r.Headers["Authorization"]));
    }
}
