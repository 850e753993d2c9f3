using System.Net;
using Seedance.Api;
using Seedance.Client.Tests.Saving;
using Seedance.Emulator;
using Seedance.Emulator.Proxies;
using Seedance.Http;

namespace Seedance.Client.Tests.Proxies;

/// <summary>
/// Proxies that companies run: squid with a password, for http and for tunnels, and mitmproxy, which inspects TLS. The
/// service is an emulator with https whose root certificate the saving process knows by SSL_CERT_FILE.
/// </summary>
public sealed class RealProxyTests : IAsyncLifetime
{
    private const string NeedsShell = "squid and mitmproxy are started by a shell script.";

    private readonly TestAuthority _authority = new("Emulator CA");
    private readonly string _folder = Directory.CreateTempSubdirectory("seedance-test-").FullName;
    private EmulatorServer _https = null!;

    public static bool IsWindows => OperatingSystem.IsWindows();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Video => Path.Combine(_folder, "a.mp4");

    private string RootFile => Path.Combine(_folder, "root.pem");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(RootFile, _authority.Pem, Cancellation);
        _https = await EmulatorServer.StartAsync(
            new EmulatorOptions { Certificate = _authority.Issue(["127.0.0.1"]) }, Cancellation);
        _https.Add(new EmulatedTask("a"));
    }

    public async ValueTask DisposeAsync()
    {
        await _https.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    public async Task Squid_with_the_password_in_HTTPS_PROXY_tunnels_to_service_and_storage_host()
    {
        using var squid = await RealProxy.StartAsync("squid", Cancellation);

        var line = await SaveAsync(("HTTPS_PROXY", $"http://user:p%40ss%2Fword@127.0.0.1:{squid.Port}"));

        Assert.StartsWith("saved ", line, StringComparison.Ordinal);
        Assert.Equal(2, _https.Requests.Count);
    }

    [Theory(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    [InlineData("HTTPS_PROXY", "http://127.0.0.1:", "(HTTPS_PROXY) requires a user name and password for task 'a'")]
    [InlineData("ALL_PROXY", "http://user:wr0ng@127.0.0.1:",
        "refused the user name and password of ALL_PROXY for task 'a'")]
    public async Task Squid_that_refuses_a_tunnel_is_named_with_its_variable(
        string variable, string address, string reason)
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, ".NET Framework reads no variables of proxies");
        using var squid = await RealProxy.StartAsync("squid", Cancellation);

        var line = await SaveAsync((variable, $"{address}{squid.Port}"));

        Assert.StartsWith(
            $"failed ProxyAuthenticationRequired The proxy http://127.0.0.1:{squid.Port} ",
            line, StringComparison.Ordinal);
        Assert.EndsWith($"{reason} (HTTP 407).", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", line, StringComparison.Ordinal);
        Assert.Empty(_https.Requests);
    }

    [Fact(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    public async Task Hosts_in_NO_PROXY_are_reached_directly()
    {
        var line = await SaveAsync(("HTTPS_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "127.0.0.1"));
        Assert.StartsWith("saved ", line, StringComparison.Ordinal);
    }

    [Fact(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    public async Task Squid_passes_http_requests_on_with_the_password_of_the_setting()
    {
        using var squid = await RealProxy.StartAsync("squid", Cancellation);
        await using var http = await EmulatorServer.StartAsync(cancellationToken: Cancellation);
        http.Add(new EmulatedTask("a"));

        Assert.Equal("a", (await Client(http.BaseUri, squid, "p@ss/word").QueryAsync("a", Cancellation)).Id);
        Assert.Contains(http.Requests, r => r.Headers.ContainsKey("Via"));
        var error = await Assert.ThrowsAsync<SeedanceException>(
            () => Client(http.BaseUri, squid, "wr0ng").QueryAsync("a", Cancellation));

        Assert.Equal(
            (Failure.ProxyAuthenticationRequired, HttpStatusCode.ProxyAuthenticationRequired),
            (error.Failure, error.StatusCode));
        Assert.Null(error.InnerException);
    }

    [Fact(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    public async Task Squid_that_forbids_a_host_is_ProxyFailed_and_final()
    {
        using var squid = await RealProxy.StartAsync("squid", Cancellation);
        var client = Client(new Uri("https://blocked.example"), squid, "p@ss/word");

        var error = await Assert.ThrowsAsync<SeedanceException>(() => client.QueryAsync("a", Cancellation));

        Assert.Equal(Failure.ProxyFailed, error.Failure);
        Assert.False(error.IsTransient);
        Assert.Contains(
            "did not connect to blocked.example for task 'a' (HTTP 403)", error.Message, StringComparison.Ordinal);
    }

    [Fact(Skip = NeedsShell, SkipWhen = nameof(IsWindows))]
    public async Task Mitmproxy_is_named_as_the_issuer_until_its_root_certificate_is_known()
    {
        using var inspecting = await RealProxy.StartAsync("inspect", Cancellation);
        var variable = ("HTTPS_PROXY", inspecting.Address.AbsoluteUri);

        var refused = await SaveAsync(variable);
        Assert.Equal(
            "failed CertificateUntrusted Task 'a': "
            + "the certificate of 127.0.0.1, issued by 'mitmproxy', is not trusted.",
            refused);
        Assert.Empty(_https.Requests);

        var saved = await ProcessResult.SaveAsync(
            _https.BaseUri, "a", Video, [variable, ("SSL_CERT_FILE", inspecting.RootCertificate)], Cancellation);
        Assert.StartsWith("saved ", saved, StringComparison.Ordinal);
    }

    private Task<string> SaveAsync(params (string Name, string Value)[] variables) =>
        ProcessResult.SaveAsync(_https.BaseUri, "a", Video, [.. variables, ("SSL_CERT_FILE", RootFile)], Cancellation);

    private static SeedanceClient Client(Uri baseUri, RealProxy proxy, string password) => new(new SeedanceClientOptions
    {
        BaseUri = baseUri,
        ApiKey = Api.ServiceTest.KeyOf("emulator-key"),
        MaximumRetryCount = 0,
        Connections = new HttpConnections(
            ProxySettings.Parse(
                proxy.Address, new NetworkCredential("user", password), false, "-Proxy", "-ProxyCredential")),
    });
}
