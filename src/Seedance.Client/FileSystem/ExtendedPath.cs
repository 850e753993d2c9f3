namespace Seedance.FileSystem;

/// <summary>
/// Windows paths with the prefix that turns off the length limit of 260 characters
/// (learn.microsoft.com, "Maximum Path Length Limitation"). .NET adds it itself, .NET Framework does not.
/// </summary>
internal static class ExtendedPath
{
    private const string Prefix = @"\\?\";

    /// <summary>The extended form of a full path.</summary>
    public static string Of(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal) || path.StartsWith(@"\\.\", StringComparison.Ordinal) ? path
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? Prefix + @"UNC\" + path.Substring(2)
        : Prefix + path;
}
