using System.Diagnostics;
using Seedance.Client.Tests.Saving;

namespace Seedance.Client.Tests.Proxies;

/// <summary>
/// What a process that saves one video wrote. .NET reads the variables of proxies and root certificates once per
/// process.
/// </summary>
internal static class ProcessResult
{
    /// <summary>
    /// Saves the video of a task with these environment variables; returns the last line that it wrote.
    /// </summary>
    public static async Task<string> SaveAsync(
        Uri baseUri,
        string id,
        string path,
        (string Name, string Value)[] variables,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(SaverProcess.ProgramPath, [baseUri.AbsoluteUri, id, path])
        {
            RedirectStandardOutput = true,
        };
        foreach (var name in (string[])["http_proxy", "https_proxy", "all_proxy", "no_proxy"])
        {
            start.Environment.Remove(name);
            start.Environment.Remove(name.ToUpperInvariant());
        }

        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output.Trim().Split('\n')[^1];
    }
}
