using System.IO.Compression;

namespace Seedance.Pack;

/// <summary>
/// Writes archives whose bytes depend only on names and contents, not on times, owners or the order of files on disk.
/// </summary>
internal static class ReproducibleZip
{
    // The earliest time that the format supports.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The Unix mode in the upper 16 bits: a regular file, rw-r--r--.
    private const int Attributes = 0x81A4 << 16;

    /// <summary>Writes an archive; entries have the order of their names.</summary>
    public static void Write(string path, IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = Attributes;
            using var stream = entry.Open();
            stream.Write(content);
        }
    }
}
