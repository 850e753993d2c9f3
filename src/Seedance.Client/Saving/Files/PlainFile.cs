using Seedance.FileSystem;

namespace Seedance.Saving.Files;

/// <summary>
/// Keeps writes out of what only looks like a file of this module: a symbolic link, which would lead to another file,
/// or a folder.
/// </summary>
internal static class PlainFile
{
    /// <summary>Checks that a name is free or that of a plain file.</summary>
    /// <exception cref="IOException">It is a link or a folder.</exception>
    public static void Ensure(string path)
    {
        if (FileSystemCalls.IsLink(path))
            throw new IOException(
                $"'{Path.GetFileName(path)}' is a symbolic link, which is not followed. Remove it.");
        if (Directory.Exists(path))
            throw new IOException($"'{Path.GetFileName(path)}' is a folder. Remove it and run the command again.");
    }

    /// <summary>
    /// Creates a file under a name; what was there is removed, not written to, since it may have a second name
    /// elsewhere.
    /// </summary>
    /// <exception cref="IOException">It is a link or a folder, or cannot be created.</exception>
    public static FileStream Create(string path, FileOptions options = FileOptions.None)
    {
        Ensure(path);
        File.Delete(path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, options);
    }
}
