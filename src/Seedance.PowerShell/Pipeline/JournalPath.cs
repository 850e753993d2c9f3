using System.Management.Automation;
using Seedance.Creating;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Finds the journal's file.</summary>
internal static class JournalPath
{
    /// <summary>The full path of -Journal, or of the environment variable; null when neither is given.</summary>
    /// <exception cref="SeedanceException">It is not a path of the file system.</exception>
    public static string? Resolve(PSCmdlet command, string? journal)
    {
        if (journal is null
            && Environment.GetEnvironmentVariable(JournalLocation.Variable) is { Length: > 0 } variable) journal =
            variable;
        if (journal is null) return null;
        try
        {
            return FileSystemPath.Resolve(command, journal);
        }
        catch (SeedanceException e)
        {
            throw new SeedanceException(
                Failure.JournalInvalid, $"The journal '{journal}' is not a path of the file system.", null, e);
        }
    }
}
