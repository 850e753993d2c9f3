namespace Seedance.Creating;

/// <summary>Where the journal is when no path is given.</summary>
public static class JournalLocation
{
    /// <summary>The environment variable that names a journal.</summary>
    public const string Variable = "SEEDANCE_JOURNAL";

    /// <summary>
    /// The user's own journal, so that no id is lost by default: <c>Seedance/journal.jsonl</c> in the folder for
    /// application data (<c>%LOCALAPPDATA%</c>, <c>~/.local/share</c>, <c>~/Library/Application Support</c>). The
    /// folder is made when it is missing.
    /// </summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalInvalid"/>: there is no such folder, or it cannot
    /// be made.</exception>
    public static string PrepareDefault()
    {
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0)
            throw new SeedanceException(
                Failure.JournalInvalid, $"This account has no folder for a journal: give -Journal or set {Variable}.");
        var folder = Path.Combine(data, "Seedance");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SeedanceException(
                Failure.JournalInvalid,
                $"The folder '{folder}' for the journal cannot be made: give -Journal or set {Variable}.",
                null,
                e);
        }

        return Path.Combine(folder, "journal.jsonl");
    }
}
