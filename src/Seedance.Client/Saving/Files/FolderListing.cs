using System.Text;
using Seedance.FileSystem;

namespace Seedance.Saving.Files;

/// <summary>
/// Tells whether a file has exactly this name or one that differs in case, which Windows and macOS treat as the same.
/// The folder is listed at most once, and only when that can make a difference.
/// </summary>
/// <param name="folder">The full path of the folder.</param>
internal sealed class FolderListing(string folder)
{
    private HashSet<string>? _names;

    /// <summary>True when the existing file of this name has exactly this name.</summary>
    public bool IsExact(string name)
    {
        var otherCase = SwapCase(name);
        // Without letters there is no other case. Where case matters, a file of the other case does not exist.
        if (otherCase == name || !File.Exists(FileSystemCalls.LongPath(Path.Combine(folder, otherCase)))) return true;
        // Some file systems list names in decomposed form.
        _names ??= new HashSet<string>(
            Directory.EnumerateFiles(FileSystemCalls.LongPath(folder))
                .Select(f => Path.GetFileName(f).Normalize(NormalizationForm.FormC)),
            StringComparer.Ordinal);
        return _names.Contains(name);
    }

    private static string SwapCase(string name) => new(
        [.. name.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))]);
}
