using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Seedance.FileSystem;

/// <summary>The file system calls that .NET and .NET Framework offer in different ways.</summary>
internal static class FileSystemCalls
{
    /// <summary>
    /// Renames a file in one step, so that no other process ever sees a part of it under the new name.
    /// </summary>
    /// <exception cref="IOException">The new name is taken and must not be replaced, or a file is in use.</exception>
    public static void Move(string from, string to, bool overwrite) => File.Move(from, to, overwrite);

    /// <summary>True when this name is a symbolic link, whether its target exists or not.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>The form of a path that the system accepts at any length.</summary>
    public static string LongPath(string path) => path;

    /// <summary>
    /// True when the open file is still the one under this name. Unix lets another process delete and recreate the name
    /// of an open file. .NET has no call for the identity of a file, so this sets a random modification time on the
    /// open file and reads it back by name. The caller holds the lock on the file, so no other process sets its time
    /// meanwhile.
    /// </summary>
    public static bool IsStillNamed(FileStream open, string path)
    {
        // Windows keeps the name of a file that is open without FileShare.Delete.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return true;
        try
        {
            // Whole even seconds within 40 years: every file system keeps them exactly.
            var mark = DateTime.UnixEpoch.AddSeconds(2 * (300_000_000L + RandomNumberGenerator.GetInt32(600_000_000)));
            File.SetLastWriteTimeUtc(open.SafeFileHandle, mark);
            var isStillNamed = File.GetLastWriteTimeUtc(path) == mark;
            File.SetLastWriteTimeUtc(open.SafeFileHandle, DateTime.UtcNow);
            return isStillNamed;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Another user's file, or a file system without times.
            return File.Exists(path);
        }
    }
}
