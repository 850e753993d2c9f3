namespace Seedance.Reporting;

/// <summary>
/// Links from a report to files: relative, so that the folder can be moved, and without anything about the machine.
/// </summary>
internal static class ReportLink
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private static readonly StringComparison Names =
        Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>
    /// The URL of a file, relative to a folder, with each segment escaped; null when it is on another drive.
    /// </summary>
    /// <param name="folder">The full path of the report's folder.</param>
    /// <param name="file">The full path of the file.</param>
    public static string? Between(string folder, string file)
    {
        if (!string.Equals(Path.GetPathRoot(folder), Path.GetPathRoot(file), Names)) return null;
        var from = folder.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var to = file.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var common = 0;
        while (common < from.Length && common < to.Length - 1
            && string.Equals(from[common], to[common], Names)) common++;
        var segments = Enumerable.Repeat("..", from.Length - common)
            .Concat(to.Skip(common).Select(Uri.EscapeDataString));
        // A first segment with a colon would be a scheme; escaped it is none.
        return string.Join("/", segments);
    }
}
