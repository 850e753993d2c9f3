using System.Diagnostics;
using System.Reflection;

namespace Seedance.Client.Tests.Saving;

/// <summary>A process that saves one video.</summary>
internal sealed class SaverProcess : IDisposable
{
    /// <summary>The program that saves and creates in its own process.</summary>
    public static string ProgramPath { get; } =
        typeof(SaverProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "SaverPath").Value! + (OperatingSystem.IsWindows() ? ".exe" : "");

    private readonly Process _process;

    public SaverProcess(Uri baseUri, string id, string path) => _process = Process.Start(
        new ProcessStartInfo(ProgramPath, [baseUri.AbsoluteUri, id, path]) { RedirectStandardOutput = true })!;

    public bool HasExited => _process.HasExited;

    /// <summary>The next line of its output; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Completes when the process has ended.</summary>
    public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Kills the process without cleanup, as the kernel does when it is out of memory.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
