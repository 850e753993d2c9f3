namespace Seedance.Saving.Files;

/// <summary>Whether a large video has room, before the first of its bytes is fetched.</summary>
internal static class FreeSpace
{
    /// <exception cref="SeedanceException">There is too little room.</exception>
    public static void Ensure(long bytes, string taskId, string path)
    {
        if (Available(path) is not { } available || available >= bytes) return;
        throw WriteFailures.Full(taskId, path, more: $": {bytes:N0} bytes are missing of it and {available:N0} are free");
    }

    // Null where it cannot be known, as on some network drives.
    private static long? Available(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
