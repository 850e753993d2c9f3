using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// Converts a PowerShell path to a path of the file system. Brackets are literal, and <c>~</c> is the home folder.
/// </summary>
internal static class FileSystemPath
{
    /// <exception cref="SeedanceException">The path is not one of the file system.</exception>
    public static string Resolve(PSCmdlet command, string path)
    {
        // .NET Framework and .NET refuse it with an exception that does not name the parameter.
        if (path.IndexOf('\0') >= 0)
            throw new SeedanceException(
                Failure.DestinationInvalid, $"The destination '{path.Replace('\0', '?')}' holds a NUL character.");
        string resolved;
        ProviderInfo provider;
        try
        {
            resolved = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception e) when (e is SessionStateException or PSArgumentException or PSNotSupportedException)
        {
            throw new SeedanceException(
                Failure.DestinationInvalid, $"The destination '{path}' cannot be used: {e.Message}", null, e);
        }

        if (provider.ImplementingType != typeof(FileSystemProvider))
            throw new SeedanceException(
                Failure.DestinationInvalid,
                $"The destination '{path}' is in the provider {provider.Name}, and videos need a file system.");
        return resolved;
    }
}
