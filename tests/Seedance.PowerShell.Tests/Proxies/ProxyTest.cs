using System.Management.Automation;
using System.Net;
using Seedance.Emulator.Proxies;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Proxies;

/// <summary>A test with a proxy beside the emulator.</summary>
public abstract class ProxyTest : EmulatorTest
{
    protected const string UserAndPassword = "user:p@ss/word";

    private ProxyServer? _proxy;

    internal virtual ProxyOptions ProxyOptions { get; } = new();

    internal ProxyServer Proxy => _proxy ??= new ProxyServer(ProxyOptions);

    /// <summary>The commands that send requests, each for the task a.</summary>
    public static TheoryData<string> Commands =>
    [
        "Get-SeedanceTask a",
        "Wait-SeedanceTask a",
        "Save-SeedanceVideo a",
        "New-SeedanceTask prompt -Key a -Journal run.jsonl",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        AddTasks("a");
        Engine.Session.SetVariable("proxy", Proxy.Address);
        Engine.Session.SetVariable("withPassword", new Uri($"http://user:p%40ss%2Fword@{Proxy.Address.Authority}"));
        Engine.Session.SetVariable("credential", CredentialOf("p@ss/word"));
        Engine.Session.SetVariable("wrong", CredentialOf("wr0ng-secret"));
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _proxy?.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>The only error; its message is short and has no password.</summary>
    internal static ErrorRecord AssertError(EngineResult result, string id)
    {
        var error = Assert.Single(result.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", error.TargetObject);
        Assert.InRange(error.Exception.Message.Length, 1, 250);
        foreach (var secret in (string[])["p@ss", "p%40ss", "wr0ng-secret"])
            Assert.DoesNotContain(ObjectText.Of(error), text => text.Contains(secret, StringComparison.Ordinal));
        return error;
    }

    private static PSCredential CredentialOf(string password) =>
        new("user", new NetworkCredential("", password).SecurePassword);
}
