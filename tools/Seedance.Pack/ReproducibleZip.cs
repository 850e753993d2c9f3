using System.IO.Compression;

namespace Seedance.Pack;

/// <summary>
/// Writes archives whose bytes depend on names and contents alone: no time, no owner, no order of the disk.
/// </summary>
internal static class ReproducibleZip
{
    // The earliest that the format knows.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A regular file, rw-r--r--, in the upper half, where Unix keeps its mode.
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
