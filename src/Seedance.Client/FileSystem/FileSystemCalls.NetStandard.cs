using System.Runtime.InteropServices;

namespace Seedance.FileSystem;

/// <summary>The file system calls that .NET and .NET Framework offer in different ways.</summary>
internal static class FileSystemCalls
{
    // .NET Framework limits folders to 248 characters and files to 260; NAME.part.json needs ten more than the name.
    private const int MaximumPlainPath = 235;

    private static readonly bool IsNetFramework =
        RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <summary>
    /// Renames a file in one step, so that no other process ever sees a part of it under the new name.
    /// </summary>
    /// <exception cref="IOException">The new name is taken and must not be replaced, or a file is in use.</exception>
    public static void Move(string from, string to, bool overwrite)
    {
        // File.Replace follows a link, and fails when its target is missing; what is replaced is the link itself.
        if (overwrite && IsLink(to)) File.Delete(to);
        if (overwrite && File.Exists(to)) File.Replace(from, to, null, ignoreMetadataErrors: true);
        else File.Move(from, to);
    }

    /// <summary>True when this name is a symbolic link, whether its target exists or not.</summary>
    public static bool IsLink(string path)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The form of a path that the system accepts at any length.</summary>
    public static string LongPath(string path) =>
        IsNetFramework && path.Length > MaximumPlainPath ? ExtendedPath.Of(path) : path;

    /// <summary>
    /// True when the open file is still the one under this name: Windows keeps the name of a file that is open.
    /// </summary>
    public static bool IsStillNamed(FileStream open, string path) => open.CanRead && File.Exists(path);
}
