using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>A test with a journal in a folder of its own.</summary>
public abstract class JournalTest : IDisposable
{
    private readonly List<CreationJournal> _open = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("seedance-journal-").FullName;

    internal string JournalPath => Path.Combine(Folder, "run.jsonl");

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        _open.ForEach(j => j.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    internal static CreationBody Body(string prompt = "a cat", int seconds = 5) =>
        CreationBody.Of(new CreationRequest { Prompt = prompt, DurationSec = seconds });

    internal static SeedanceTask TaskOf(
        string id, SeedanceTaskStatus status = SeedanceTaskStatus.Queued, long? tokens = null) =>
        new() { Id = id, Status = status, StatusText = status.ToString().ToLowerInvariant(), TotalTokens = tokens };

    /// <summary>A journal as another process would open it: it shares nothing with the others but the file.</summary>
    internal CreationJournal Open()
    {
        var journal = CreationJournal.Open(JournalPath, cancellationToken: Cancellation);
        _open.Add(journal);
        return journal;
    }

    internal static Task<IntentResult> BeginAsync(
        CreationJournal journal,
        string key,
        CreationBody? body = null,
        bool resubmit = false,
        long? maximumTokens = null,
        TimeSpan later = default) => journal.BeginAsync(
            new CreationIntent(key, body ?? Body(), resubmit, DateTimeOffset.UtcNow + later, maximumTokens),
                Cancellation);

    internal static async Task CreateAsync(CreationJournal journal, string key, string id, CreationBody? body = null)
    {
        Assert.True((await BeginAsync(journal, key, body)).MaySend);
        await journal.RecordCreatedAsync(key, TaskOf(id));
    }
}
