namespace Seedance.Saving.Files;

/// <summary>A file that several threads write and read at offsets of their own.</summary>
internal sealed partial class PositionalFile : IDisposable
{
    private PositionalFile(FileStream stream) => Stream = stream;

    /// <summary>The file as a stream; only for one thread, and only while no other method is used.</summary>
    public FileStream Stream { get; }

    /// <summary>Its size in bytes.</summary>
    public long Length => Stream.Length;

    /// <summary>Creates an empty file in place of what is there.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static PositionalFile Create(string path) => new(PlainFile.Create(path, FileOptions.Asynchronous));

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static PositionalFile Open(string path)
    {
        PlainFile.Ensure(path);
        return new PositionalFile(
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous));
    }

    /// <summary>Cuts or extends the file.</summary>
    public void SetLength(long length)
    {
        if (Length != length) Stream.SetLength(length);
    }
}
