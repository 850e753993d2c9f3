namespace Seedance.Saving;

/// <summary>Gives a finished file its final name in one step, so that nobody ever sees half of it.</summary>
internal static class FileReplace
{
    public static void Move(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        if (File.Exists(to)) File.Replace(from, to, null);
        else File.Move(from, to);
#endif
    }
}
