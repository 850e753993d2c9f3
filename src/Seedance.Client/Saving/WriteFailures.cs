namespace Seedance.Saving;

/// <summary>Says what a failed write means.</summary>
internal static class WriteFailures
{
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL on Windows; ENOSPC, EDQUOT elsewhere.
    private static readonly int[] FullDiskCodes = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28, 122];

    public static SeedanceException From(Exception exception, string taskId, string path)
    {
        var isFull = exception is IOException && FullDiskCodes.Contains(exception.HResult);
        return new SeedanceException(
            isFull ? Failure.DiskFull : Failure.WriteFailed,
            isFull
                ? $"The disk is full: the video of task '{taskId}' could not be written to '{path}'."
                : $"The video of task '{taskId}' could not be written to '{path}': {exception.Message}",
            taskId,
            exception);
    }
}
