using System.Runtime.InteropServices;

namespace Seedance.FileSystem;

/// <summary>
/// Makes errors of failed writes, from the codes of Windows (HRESULT) and of Linux and macOS (errno).
/// </summary>
internal static class WriteFailures
{
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED.
    private static readonly int[] WindowsDiskFull = [Win32(112), Win32(39), Win32(1295)];

    // ENOSPC everywhere, EDQUOT of Linux and of macOS.
    private static readonly int[] UnixDiskFull = [28, 122, 69];

    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE, ERROR_UNABLE_TO_REMOVE_REPLACED,
    // ERROR_UNABLE_TO_MOVE_REPLACEMENT.
    private static readonly int[] WindowsInUse = [Win32(32), Win32(33), Win32(1224), Win32(1175), Win32(1176)];

    // EWOULDBLOCK of Linux and of macOS.
    private static readonly int[] UnixInUse = [11, 35];

    // ERROR_WRITE_PROTECT of Windows, EROFS of Unix.
    private static readonly int[] WriteProtected = [Win32(19), 30];

    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>True when another process has the file open.</summary>
    public static bool IsInUse(IOException exception) =>
        (IsWindows ? WindowsInUse : UnixInUse).Contains(exception.HResult);

    /// <summary>True when the disk, or the account's share of it, is full.</summary>
    public static bool IsDiskFull(IOException exception) =>
        (IsWindows ? WindowsDiskFull : UnixDiskFull).Contains(exception.HResult);

    /// <summary>The error for an exception of the file system.</summary>
    public static SeedanceException From(Exception exception, string taskId, string path) =>
        exception is IOException io && IsDiskFull(io)
            ? Full(taskId, path, exception)
            : new SeedanceException(
                Failure.WriteFailed,
                $"The video of task '{taskId}' could not be written to '{path}': {Reason(exception, path)}",
                taskId, exception);

    /// <summary>The error for a disk without room.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="exception">The cause; null when it was noticed before the first write.</param>
    /// <param name="details">Added to the sentence.</param>
    public static SeedanceException Full(
        string taskId, string path, Exception? exception = null, string? details = null) => new(
        Failure.DiskFull,
        $"The disk is full: the video of task '{taskId}' could not be written to '{path}'{details}.",
        taskId, exception);

    /// <summary>Why a finished file could not be given its final name; null when that is not known.</summary>
    public static string? WhyNotRenamed(string path, bool overwrite)
    {
        if (!File.Exists(path)) return null;
        if (!overwrite)
            return "a file of this name was created during the download. Move it away and run the command again.";
        if (IsReadOnlyTarget(path)) return ReadOnlyTarget;
        return IsWindows && IsOpenElsewhere(path)
            ? "a file of this name is open in another program. Close it and run the command again." : null;
    }

    /// <summary>The reason when Windows does not replace a file because of its attribute.</summary>
    public const string ReadOnlyTarget =
        "a read-only file has this name. Remove its read-only attribute, or use another name.";

    /// <summary>
    /// True when Windows does not replace the file because of its read-only attribute; Unix replaces such files.
    /// </summary>
    public static bool IsReadOnlyTarget(string path) =>
        IsWindows && new FileInfo(path) is { Exists: true } file && (file.Attributes & FileAttributes.ReadOnly) != 0;

    private static bool IsOpenElsewhere(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1);
            return false;
        }
        catch (IOException e)
        {
            return IsInUse(e);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int Win32(int code) => unchecked((int)0x80070000) | code;

    private static string Reason(Exception exception, string path) => exception switch
    {
        DirectoryNotFoundException => $"the folder '{Path.GetDirectoryName(path)}' no longer exists.",
        FileNotFoundException => "the partial file was removed during the download.",
        UnauthorizedAccessException => "the folder or the file is read-only for this account.",
        PathTooLongException => "the path is too long for this file system.",
        IOException when WriteProtected.Contains(exception.HResult) => "the file system is read-only.",
        IOException io when IsInUse(io) => "the file is open in another program.",
        _ => exception.Message,
    };
}
