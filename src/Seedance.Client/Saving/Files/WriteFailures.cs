namespace Seedance.Saving.Files;

/// <summary>Says what a failed write means.</summary>
internal static class WriteFailures
{
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL on Windows; ENOSPC, EDQUOT on Linux and macOS.
    private static readonly int[] FullDiskCodes = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28, 122, 69];

    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK on Linux and macOS.
    private static readonly int[] InUseCodes = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    /// <summary>True when another process has the file open.</summary>
    public static bool IsInUse(IOException exception) => InUseCodes.Contains(exception.HResult);

    /// <summary>True when the disk, or the account's share of it, is full.</summary>
    public static bool IsDiskFull(IOException exception) => FullDiskCodes.Contains(exception.HResult);

    public static SeedanceException From(Exception exception, string taskId, string path)
    {
        var isFull = exception is IOException io && IsDiskFull(io);
        return isFull
            ? Full(taskId, path, exception)
            : new SeedanceException(
                Failure.WriteFailed, $"The video of task '{taskId}' could not be written to '{path}': {Reason(exception, path)}", taskId, exception);
    }

    public static SeedanceException Full(string taskId, string path, Exception? exception = null, string? more = null) => new(
        Failure.DiskFull, $"The disk is full: the video of task '{taskId}' could not be written to '{path}'{more}.", taskId, exception);

    private static string Reason(Exception exception, string path) => exception switch
    {
        DirectoryNotFoundException => $"the folder '{Path.GetDirectoryName(path)}' is gone.",
        UnauthorizedAccessException => "the folder or the file is read-only for this account.",
        _ => exception.Message,
    };
}
