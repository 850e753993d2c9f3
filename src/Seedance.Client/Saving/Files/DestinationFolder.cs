using Seedance.FileSystem;

namespace Seedance.Saving.Files;

/// <summary>The folder that videos are saved to.</summary>
public static class DestinationFolder
{
    /// <summary>Checks before the first request that files can be written to a folder.</summary>
    /// <param name="path">The path of the folder.</param>
    /// <param name="create">Whether to create it when it is missing, and to write a file for a test.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="SeedanceException">It is no valid path, is a file, or is not writable.</exception>
    public static string Prepare(string path, bool create)
    {
        string full;
        try
        {
            full = Path.GetFullPath(path);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or IOException)
        {
            throw Unusable(path, e);
        }

        var name = FileSystemCalls.LongPath(full);
        if (File.Exists(name))
            throw new SeedanceException(
                Failure.DestinationInvalid, $"The destination '{full}' is a file, not a folder.");
        if (!create) return full;
        try
        {
            Directory.CreateDirectory(name);
            // Permission to write is only known by writing.
            var probe = Path.Combine(name, $".seedance-{Guid.NewGuid():N}");
            using (new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or NotSupportedException or ArgumentException)
        {
            throw Unusable(full, e);
        }

        return full;
    }

    private static SeedanceException Unusable(string path, Exception cause)
    {
        var shown = new string([.. path.Select(c => char.IsControl(c) ? '?' : c)]);
        return new SeedanceException(
            Failure.DestinationInvalid,
            $"The destination '{shown}' cannot be written to: {ServiceText.Clean(cause.Message)}", null, cause);
    }
}
