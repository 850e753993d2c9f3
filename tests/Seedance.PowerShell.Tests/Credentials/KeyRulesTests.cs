using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>Where a key may go, and what is no key.</summary>
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
    public void A_key_with_characters_that_no_key_has_is_refused_before_the_first_request(string key)
    {
        Engine.Session.SetVariable("key", key);
        var result = Engine.Run("Get-SeedanceTask a -ApiKey $key");
        Assert.StartsWith("ApiKeyInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("a space, a line break", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_plain_string_is_accepted_and_warned_of_once()
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
            if ('{{type}}' -eq '[pscredential]') { $key = [pscredential]::new('somebody', $key) }
            Get-SeedanceTask a -ApiKey $key
            """);
        Assert.Single(result.Output);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("1234567890123")]
    [InlineData("(@('1234567890123', 'x'))")]
    [InlineData("@{ Key = '1234567890123' }")]
    public void What_is_no_text_is_refused_without_repeating_it(string value)
    {
        var error = Engine.Run($"$value = {value}; Get-SeedanceTask a -ApiKey $value").TerminatingError;
        Assert.Contains("SecureString, a string or a PSCredential", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567890123", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_key_is_no_key()
    {
        var result = Engine.Run("Get-SeedanceTask a -ApiKey ''");
        Assert.StartsWith("ApiKeyMissing,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("http://192.0.2.1:8080/gateway")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://localhost.example.com")]
    public void Plain_http_to_another_machine_ends_the_pipeline_before_any_vault_or_host_is_asked(string address)
    {
        var result = Engine.Run(
            $"$PSDefaultParameterValues.Remove('*-Seedance*:ApiKey'); Get-SeedanceTask a -VaultName Nowhere -BaseUri {address}");
        Assert.StartsWith("BaseUriInsecure,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-AllowInsecureBaseUri", result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_to_another_machine_is_possible_when_it_is_asked_for()
    {
        // A name that no resolver knows (RFC 6761): that it was looked for shows that the request was made.
        var result = Engine.Run("Get-SeedanceTask a -BaseUri http://service.invalid -AllowInsecureBaseUri -MaximumRetryCount 0");
        Assert.Null(result.Thrown);
        Assert.StartsWith("ConnectionFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_key_does_not_follow_a_redirect_to_another_host(int status)
    {
        await using var other = await EmulatorServer.StartAsync(cancellationToken: Cancellation);
        Emulator.Add(new EmulatedTask("b") { QueryFaults = [Fault.Always("redirect", $"{status}:{other.BaseUri}/v1/result/b")] });
        var result = Engine.Run("Get-SeedanceTask b");
        Assert.StartsWith("RedirectRefused,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Runspaces_side_by_side_each_use_their_own_key_and_never_another_ones()
    {
        const int Runspaces = 6;
        await using var service = await EmulatorServer.StartAsync(new EmulatorOptions { AcceptAnyKey = true }, Cancellation);
        for (var i = 0; i < Runspaces; i++) service.Add(new EmulatedTask($"task-{i}"));

        // Through each way that a key can be shared: the parameter, and one vault that has another key for each runspace.
        var module = VaultModule.WriteTo(InFolder("modules"));
        var results = await Task.WhenAll(Enumerable.Range(0, Runspaces).Select(i => Task.Run(() =>
        {
            using var engine = new Engine(service, Folder);
            return engine.Run(
                $$"""
                Import-Module '{{module}}'
                $global:VaultKey = 'key-{{i}}'
                $PSDefaultParameterValues['*-Seedance*:ApiKey'] = [Net.NetworkCredential]::new('', 'key-{{i}}').SecurePassword
                if ({{i}} % 2) { $PSDefaultParameterValues.Remove('*-Seedance*:ApiKey') }
                foreach ($n in 1..8) {
                    $null = 'task-{{i}}' | Get-SeedanceTask -VaultName Secure | Save-SeedanceVideo -VaultName Secure -Force -Destination {{i}}
                }
                """);
        }, Cancellation)));

        Assert.All(results, result => Assert.Empty(result.Errors));
        var questions = service.Requests.Where(r => r.Headers.ContainsKey("Authorization")).ToList();
        Assert.Equal(Runspaces * 8, questions.Count);
        Assert.All(questions, r => Assert.Equal($"Bearer key-{r.TaskId!["task-".Length..]}", r.Headers["Authorization"]));
    }
}
