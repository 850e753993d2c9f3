using Seedance.Emulator.Proxies;

namespace Seedance.PowerShell.Tests.Proxies;

/// <summary>The proxy parameters: which connections they concern, and which can be used together.</summary>
public sealed class ProxyParameterTests : ProxyTest
{
    internal override ProxyOptions ProxyOptions { get; } = new() { Credentials = UserAndPassword };

    [Theory]
    [InlineData("-Proxy $proxy -ProxyCredential $credential")]
    [InlineData("-Proxy $withPassword")]
    public void Requests_to_the_service_and_the_storage_host_use_the_proxy(string parameters)
    {
        var result = Engine.Run($"'a' | Wait-SeedanceTask {parameters} | Save-SeedanceVideo {parameters}");

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(InFolder("a.mp4")));
        var passed = Proxy.Requests.Where(r => r.Status is null).Select(r => r.Target).ToArray();
        Assert.Equal(Emulator.Requests.Count, passed.Length);
        Assert.Contains(passed, target => target.Contains("/v1/result/a", StringComparison.Ordinal));
        Assert.Contains(passed, target => target.Contains("/out/a.mp4", StringComparison.Ordinal));
        Assert.DoesNotContain(Emulator.Requests, r => r.Headers.ContainsKey("Proxy-Authorization"));
    }

    [Fact]
    public void A_creation_through_a_proxy_with_a_password_is_sent_once()
    {
        var result = Engine.Run(
            "New-SeedanceTask 'A cat' -Journal run.jsonl -Proxy $proxy -ProxyCredential $credential");

        Assert.Empty(result.Errors);
        Assert.Single(Emulator.CreatedTasks);
        Assert.Single(Emulator.Requests);
        Assert.Equal((int?[])[407, null], Proxy.Requests.Select(r => r.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NoProxy")]
    [InlineData("-NoProxy:$false")]
    public void Without_a_proxy_the_connection_is_direct(string parameters)
    {
        Assert.Single(Engine.Run($"Get-SeedanceTask a {parameters}").Output);
        Assert.Empty(Proxy.Requests);
        Assert.Single(Emulator.Requests);
    }

    // The rules of Invoke-WebRequest.
    [Theory]
    [InlineData("-NoProxy -Proxy $proxy", "-NoProxy cannot be used together")]
    [InlineData("-NoProxy -ProxyCredential $credential", "-NoProxy cannot be used together")]
    [InlineData("-NoProxy -ProxyUseDefaultCredentials", "-NoProxy cannot be used together")]
    [InlineData("-Proxy $proxy -ProxyCredential $credential -ProxyUseDefaultCredentials", "cannot be used together")]
    [InlineData("-ProxyCredential $credential", "need -Proxy")]
    [InlineData("-ProxyUseDefaultCredentials", "need -Proxy")]
    [InlineData("-Proxy proxy.example.com", "such as http://proxy.example.com:3128")]
    [InlineData("-Proxy proxy.example.com:3128", "such as http://proxy.example.com:3128")]
    [InlineData("-Proxy ftp://proxy.example.com", "such as http://proxy.example.com:3128")]
    public void Parameters_that_cannot_be_used_are_an_error_before_the_first_request(string parameters, string reason)
    {
        var error = Engine.Run($"Get-SeedanceTask a {parameters}").TerminatingError;
        Assert.StartsWith("InvalidParameter,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(reason, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
        Assert.Empty(Proxy.Requests);
    }

    [Fact]
    public void A_key_is_not_sent_unencrypted_through_a_proxy_of_another_machine()
    {
        var error = Engine.Run("Get-SeedanceTask a -Proxy http://proxy.example:3128").TerminatingError;
        Assert.StartsWith("BaseUriInsecure,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            "to the proxy http://proxy.example:3128 of -Proxy", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_proxy_parameter_has_the_type_that_Invoke_WebRequest_gives_it()
    {
        var types = Engine.Run("""
            foreach ($command in Get-Command -Module Seedance -Name *-SeedanceTask, *-SeedanceVideo) {
                foreach ($name in 'Proxy', 'ProxyCredential', 'ProxyUseDefaultCredentials', 'NoProxy') {
                    $command.Parameters[$name].ParameterType.Name
                }
            }
            """).Output.Select(o => $"{o}").ToArray();
        Assert.Equal(16, types.Length);
        Assert.All(types.Chunk(4), four => Assert.Equal(
            (string[])["Uri", "PSCredential", "SwitchParameter", "SwitchParameter"], four));
    }

    [Fact]
    public void Commands_with_one_setting_share_connections_and_few_settings_keep_them()
    {
        Engine.Run("1..2 | ForEach-Object { $null = Get-SeedanceTask a -NoProxy }");
        Assert.Single(Emulator.Requests.Select(r => r.Connection).Distinct());

        Engine.Run("""
            foreach ($user in 1..4) {
                $null = Get-SeedanceTask a -Proxy "http://user$($user):p@$($proxy.Authority)" -ErrorAction Ignore
            }
            Get-SeedanceTask a -NoProxy
            """);
        Assert.Equal(2, Emulator.Requests.Select(r => r.Connection).Distinct().Count());
    }
}
