using System.Management.Automation;
using System.Net;
using Seedance.Emulator.Proxies;

namespace Seedance.PowerShell.Tests.Proxies;

/// <summary>
/// What a user sees when a proxy requires a password or does not connect; nothing of it reaches the service.
/// </summary>
public sealed class ProxyFailureTests : ProxyTest
{
    private const string OverHttps = "-BaseUri https://service.example";

    private ProxyOptions _options = new() { Credentials = UserAndPassword };

    internal override ProxyOptions ProxyOptions => _options;

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_proxy_that_requires_a_password_is_a_final_error(string command)
    {
        foreach (var service in (string[])["", OverHttps])
        {
            var before = Proxy.Requests.Count;
            var error = AssertError(Engine.Run($"{command} {service} -Proxy $proxy"), "ProxyAuthenticationRequired");

            Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
            Assert.Contains(
                $"The proxy http://{Proxy.Address.Authority} (-Proxy) requires a user name and password",
                error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("-ProxyCredential", error.RecommendedAction(), StringComparison.Ordinal);
            Assert.Equal(before + 1, Proxy.Requests.Count);
        }

        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData("-Proxy $proxy -ProxyCredential $wrong", "-ProxyCredential")]
    [InlineData("-Proxy ($withPassword.AbsoluteUri -replace ':p%40ss%2Fword', ':wr0ng-secret')", "-Proxy")]
    public void A_refused_password_is_named_by_where_it_is_set(string parameters, string source)
    {
        foreach (var service in (string[])["", OverHttps])
        {
            var error = AssertError(
                Engine.Run($"Get-SeedanceTask a {service} {parameters}"), "ProxyAuthenticationRequired");
            Assert.Contains(
                $"refused the user name and password of {source} for task 'a' (HTTP 407).",
                error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_refused_creation_can_be_run_again_with_a_password()
    {
        AssertError(
            Engine.Run("New-SeedanceTask prompt -Key a -Journal run.jsonl -Proxy $proxy"),
            "ProxyAuthenticationRequired");
        var result = Engine.Run(
            "New-SeedanceTask prompt -Key a -Journal run.jsonl -Proxy $proxy -ProxyCredential $credential");
        Assert.Empty(result.Errors);
        Assert.Single(Emulator.CreatedTasks);
    }

    [Fact]
    public void A_storage_host_behind_a_proxy_that_requires_a_password_is_one_too()
    {
        var result = Engine.Run("Get-SeedanceTask a | Save-SeedanceVideo -Proxy $proxy");
        var error = AssertError(result, "ProxyAuthenticationRequired");
        Assert.Contains("for the video of task 'a' (HTTP 407)", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(Proxy.Requests);
    }

    [Theory]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(503, 3)]
    public void A_tunnel_that_the_proxy_refuses_is_retried_where_that_may_help(int status, int attempts)
    {
        _options = new ProxyOptions { RejectionStatus = status };
        using var proxy = new ProxyServer(_options);
        Engine.Session.SetVariable("proxy", proxy.Address);

        var error = AssertError(
            Engine.Run($"Get-SeedanceTask a {OverHttps} -Proxy $proxy -MaximumRetryCount 2"), "ProxyFailed");

        Assert.Contains(
            $"(-Proxy) did not connect to service.example for task 'a' (HTTP {status})",
            error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("do not create it again", error.RecommendedAction(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)status, new PSObject(error.Exception).Properties["StatusCode"].Value);
        Assert.Equal(attempts, proxy.Requests.Count);
    }

    [Fact]
    public void A_creation_whose_tunnel_fails_was_not_sent_and_is_retried()
    {
        using var proxy = new ProxyServer(new ProxyOptions { RejectionStatus = 503 });
        Engine.Session.SetVariable("proxy", proxy.Address);

        var error = AssertError(
            Engine.Run(
                $"New-SeedanceTask prompt -Key a -Journal run.jsonl {OverHttps} -Proxy $proxy -MaximumRetryCount 2"),
            "CreationNotSent");

        Assert.Contains("was not sent", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, proxy.Requests.Count);
        Assert.Single(Engine.Run("New-SeedanceTask prompt -Key a -Journal run.jsonl").Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_proxy_that_cannot_be_reached_is_ProxyFailed(string command)
    {
        Proxy.Dispose();
        foreach (var service in (string[])["", OverHttps])
        {
            var isCreation = command.StartsWith("New", StringComparison.Ordinal);
            var error = AssertError(
                Engine.Run($"{command} {service} -Proxy $withPassword -MaximumRetryCount 1"),
                isCreation ? "CreationNotSent" : "ProxyFailed");
            Assert.Contains(
                $"No connection through the proxy {Proxy.Address.GetLeftPart(UriPartial.Authority)} (-Proxy) for",
                error.Exception.Message, StringComparison.Ordinal);
        }
    }
}
