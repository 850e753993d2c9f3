namespace Seedance.Saving.Files;

/// <summary>The folder that videos go into.</summary>
public static class DestinationFolder
{
    /// <summary>Makes sure that files can be written there, before anything is asked or downloaded.</summary>
    /// <param name="path">The full path of the folder.</param>
    /// <param name="create">Whether to make it when it is missing.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="SeedanceException">It is a file, or nothing can be written into it.</exception>
    public static string Prepare(string path, bool create)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path)) throw new SeedanceException(Failure.DestinationInvalid, $"The destination '{path}' is a file, not a folder.");
        if (!create) return path;
        try
        {
            Directory.CreateDirectory(path);
            // A right to write is only known by writing.
            var probe = Path.Combine(path, $".seedance-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SeedanceException(Failure.DestinationInvalid, $"The destination '{path}' cannot be written to: {e.Message}", null, e);
        }

        return path;
    }
}
