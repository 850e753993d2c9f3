using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Naming;

/// <summary>Makes names that every file system accepts and that are never paths.</summary>
internal static class SafeFileName
{
    // File systems accept 255 bytes; ".part.json" and ".json.part" need ten of them.
    private const int MaximumBytes = 240;

    // Leaves room for the other parts of the name.
    private const int MaximumIdBytes = 200;

    private const char HashMark = '~';
    private const int HashBytes = 3;

    // learn.microsoft.com, "Naming Files, Paths, and Namespaces".
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Replaces the separators in the value of a placeholder: it is data and never a path.</summary>
    public static string Value(string value) => value.Replace('/', '_').Replace('\\', '_');

    /// <summary>
    /// An id as a part of a name. An id that cannot stand there as it is gets a hash, such as <c>a_b~6783a3</c> for
    /// <c>a:b</c>: otherwise its video would pass for the one of the id <c>a_b</c> in a later run.
    /// </summary>
    public static string Id(string id)
    {
        var safe = ReplaceReservedCharacters(Value(id)).Trim().TrimEnd('.', ' ');
        if (Reserved.Contains(safe.Split('.')[0].TrimEnd())) safe = "_" + safe;
        safe = Shorten(safe, MaximumIdBytes);
        return safe == id && !EndsWithHash(id) ? id : $"{safe}{HashMark}{HashOf(id)}";
    }

    /// <summary>
    /// A safe name: no reserved characters or names, no trailing dots or blanks, at most 240 bytes of UTF-8.
    /// </summary>
    /// <exception cref="SeedanceException">The name contains a path separator, or nothing is left of it.</exception>
    public static string Make(string name, string taskId)
    {
        if (name.IndexOfAny(['/', '\\']) >= 0)
            throw VideoFileName.Invalid(
                taskId, $"'{name}' holds a path separator, and a file name must not leave the destination folder");
        name = ReplaceReservedCharacters(name).Trim().TrimEnd('.', ' ');
        var extension = Path.GetExtension(name);
        var stem = name.Substring(0, name.Length - extension.Length).TrimEnd('.', ' ');
        if (stem.Length == 0) throw VideoFileName.Invalid(taskId, "the file name is empty");
        // Windows reserves these with any extension.
        if (Reserved.Contains(stem.Split('.')[0].TrimEnd())) stem = "_" + stem;
        return Shorten(stem, MaximumBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    private static string ReplaceReservedCharacters(string name)
    {
        var safe = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]))
                safe.Append(name[i]).Append(name[++i]);
            else safe.Append(IsReserved(name[i]) ? '_' : name[i]);
        }

        // One spelling, since macOS treats the composed and the decomposed form of a letter as one name.
        return safe.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsReserved(char c) => "<>:\"|?*".IndexOf(c) >= 0
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned;

    // An id that looks like one with a hash gets another one, so that the two never have the same name.
    private static bool EndsWithHash(string id)
    {
        var digits = id.Length - 2 * HashBytes;
        return digits > 0 && id[digits - 1] == HashMark
            && id.Skip(digits).All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
    }

    private static string HashOf(string id)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        return Hex.Lower(hash.GetHashAndReset()).Substring(0, 2 * HashBytes);
    }

    private static string Shorten(string stem, int bytes)
    {
        while (Encoding.UTF8.GetByteCount(stem) > bytes)
            stem = stem.Substring(0, stem.Length - (char.IsLowSurrogate(stem[stem.Length - 1]) ? 2 : 1));
        return stem.TrimEnd('.', ' ');
    }
}
