using System.Diagnostics;
using System.Reflection;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Proxies;

/// <summary>A proxy of another project in a process of its own; tests/proxies/start runs it.</summary>
internal sealed class RealProxy : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private RealProxy(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The file of the root certificate with which it inspects TLS.</summary>
    public string RootCertificate => Path.Combine(_folder, "mitmproxy-ca-cert.pem");

    /// <summary>Starts a proxy; skips the test where it is not installed.</summary>
    /// <param name="kind">A kind of tests/proxies/start.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    public static async Task<RealProxy> StartAsync(string kind, CancellationToken cancellationToken)
    {
        var script = Path.Combine(
            typeof(RealProxy).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(a => a.Key == "Repository").Value!,
            "tests", "proxies", "start");
        var folder = Directory.CreateTempSubdirectory("seedance-proxy-").FullName;
        var port = FreePort.Find();
        var process = Process.Start(new ProcessStartInfo("bash", [script, kind, $"{port}", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var proxy = new RealProxy(process, folder, port);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line == "ready") return proxy;
        proxy.Dispose();
        Assert.SkipWhen(line?.StartsWith("missing", StringComparison.Ordinal) == true, line ?? "");
        throw new InvalidOperationException($"{script} {kind} said: {line}");
    }

    public void Dispose()
    {
        // The script ends the proxy when its input is closed.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
