using System.Runtime.InteropServices;
using Seedance.FileSystem;

namespace Seedance.Saving.Files;

/// <summary>Checks before the first byte of a large video that the disk has room for it.</summary>
internal static class FreeSpace
{
    /// <summary>Checks that a number of bytes can be written.</summary>
    /// <exception cref="SeedanceException">There is too little room.</exception>
    public static void Ensure(long bytes, string taskId, string path)
    {
        if (Available(Path.GetDirectoryName(path)!) is not { } available || available >= bytes) return;
        throw WriteFailures.Full(taskId, path, details: $": {bytes:N0} bytes are missing and {available:N0} are free");
    }

    /// <summary>
    /// The number of bytes that this account may write into a folder; null where that cannot be known.
    /// </summary>
    public static long? Available(string folder)
    {
        try
        {
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return new DriveInfo(folder).AvailableFreeSpace;
            // DriveInfo knows neither UNC paths nor volumes that are mounted in a folder.
            var name = FileSystemCalls.LongPath(folder.TrimEnd('\\') + '\\');
            return GetDiskFreeSpaceEx(name, out var available, out _, out _) ? available : null;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", CharSet = CharSet.Unicode, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetDiskFreeSpaceEx(string folder, out long available, out long total, out long free);
}
