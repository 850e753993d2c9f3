using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Makes of a PowerShell path what .NET understands: through the provider, brackets literal, <c>~</c> included.</summary>
internal static class FileSystemPath
{
    /// <exception cref="SeedanceException">The path is not one of the file system.</exception>
    public static string Resolve(PSCmdlet command, string path)
    {
        string resolved;
        ProviderInfo provider;
        try
        {
            resolved = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception e) when (e is SessionStateException or PSArgumentException or PSNotSupportedException)
        {
            throw new SeedanceException(Failure.DestinationInvalid, $"The destination '{path}' cannot be used: {e.Message}", null, e);
        }

        if (provider.ImplementingType != typeof(FileSystemProvider))
            throw new SeedanceException(
                Failure.DestinationInvalid, $"The destination '{path}' is in the provider {provider.Name}, and videos need a file system.");
        return resolved;
    }
}
