namespace Seedance.Saving.Files;

/// <summary>Gives a finished file its final name in one step, so that nobody ever sees half of it.</summary>
internal static class FileReplace
{
    /// <exception cref="IOException">The name is taken and must not be.</exception>
    public static void Move(string from, string to, bool overwrite)
    {
#if NET
        File.Move(from, to, overwrite);
#else
        if (overwrite && File.Exists(to)) File.Replace(from, to, null);
        else File.Move(from, to);
#endif
    }
}
