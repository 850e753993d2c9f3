using Seedance.Client.Tests.Proxies;
using Seedance.Emulator;
using Seedance.Emulator.Proxies;

namespace Seedance.Client.Tests.Http;

/// <summary>
/// Which protocol is spoken with a service that offers HTTP/2. The saving process knows the service's root certificate
/// by SSL_CERT_FILE.
/// </summary>
public sealed class Http2Tests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Skip = "SSL_CERT_FILE is for Linux", SkipUnless = nameof(IsLinux))]
    public async Task A_query_uses_HTTP_2_where_it_is_offered_and_a_download_HTTP_1_1()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, "the netstandard2.0 build has HTTP/1.1 alone");
        using var authority = new TestAuthority("Emulator CA");
        var folder = Directory.CreateTempSubdirectory("seedance-test-").FullName;
        var root = Path.Combine(folder, "root.pem");
        await File.WriteAllTextAsync(root, authority.Pem, Cancellation);
        await using var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Certificate = authority.Issue(["127.0.0.1"]) }, Cancellation);
        emulator.Add(new EmulatedTask("a"));

        var line = await ProcessResult.SaveAsync(
            emulator.BaseUri, "a", Path.Combine(folder, "a.mp4"), [("SSL_CERT_FILE", root)], Cancellation);

        Assert.StartsWith("saved ", line, StringComparison.Ordinal);
        Assert.Equal(["HTTP/2", "HTTP/1.1"], emulator.Requests.Select(r => r.Protocol));
        Directory.Delete(folder, recursive: true);
    }

    public static bool IsLinux => OperatingSystem.IsLinux();
}
