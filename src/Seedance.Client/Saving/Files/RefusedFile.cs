using Seedance.FileSystem;

namespace Seedance.Saving.Files;

/// <summary>
/// Keeps a file that is not accepted as a video beside its target, as <c>NAME.refused</c>: the user can look at it, and
/// use it when the check was wrong. An older one is never replaced.
/// </summary>
internal static class RefusedFile
{
    /// <summary>Added to the name of the video.</summary>
    public const string Suffix = ".refused";

    // Every run may add one; the disk must not fill up with them.
    private const int MaximumFiles = 5;

    private const int BufferSize = 64 * 1024;

    /// <summary>Moves a file to the first free name. Bytes that are there already are not kept twice.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="target">The full path that the video would have had.</param>
    /// <returns>False when there is nothing to keep, or no free name.</returns>
    public static bool Keep(string path, string target)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length == 0) return false;
            for (var number = 1; number <= MaximumFiles; number++)
            {
                var kept = target + Suffix + (number == 1 ? "" : $"-{number}");
                if (!File.Exists(kept))
                {
                    FileSystemCalls.Move(path, kept, overwrite: false);
                    return true;
                }

                if (AreEqual(path, kept)) return true;
            }

            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that the video was refused is more important than this one.
            return false;
        }
    }

    private static bool AreEqual(string left, string right)
    {
        using var first = File.OpenRead(left);
        using var second = File.OpenRead(right);
        if (first.Length != second.Length) return false;
        var (one, other) = (new byte[BufferSize], new byte[BufferSize]);
        for (int read; (read = Fill(first, one)) > 0;)
        {
            if (Fill(second, other) != read || !one.AsSpan(0, read).SequenceEqual(other.AsSpan(0, read))) return false;
        }

        return true;
    }

    private static int Fill(Stream stream, byte[] buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = stream.Read(buffer, total, buffer.Length - total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }
}
