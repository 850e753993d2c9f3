using System.Text;
using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>A test with a journal in its own folder.</summary>
public abstract class JournalTest : IDisposable
{
    private readonly List<CreationJournal> _open = [];

    /// <summary>For tests that delete the journal while it is open, which Windows refuses.</summary>
    public static bool IsWindows => OperatingSystem.IsWindows();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("seedance-journal-").FullName;

    internal string JournalPath => Path.Combine(Folder, "run.jsonl");

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        _open.ForEach(j => j.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The whole file. Windows lets it be read while a journal is open when the reader shares it.</summary>
    internal async Task<byte[]> ReadBytesAsync()
    {
        using var stream = OpenShared(FileMode.Open);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    internal async Task<string> ReadTextAsync()
    {
        using var reader = new StreamReader(new MemoryStream(await ReadBytesAsync()));
        return await reader.ReadToEndAsync(Cancellation);
    }

    internal async Task<string[]> ReadLinesAsync()
    {
        using var reader = new StreamReader(new MemoryStream(await ReadBytesAsync()));
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Cancellation) is { } line) lines.Add(line);
        return [.. lines];
    }

    /// <summary>Appends text as another program would, while journals may be open.</summary>
    internal async Task AppendTextAsync(string text)
    {
        using var stream = OpenShared(FileMode.Append);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
    }

    /// <summary>Replaces the content of the file, while journals may be open.</summary>
    internal async Task WriteBytesAsync(byte[] content)
    {
        using var stream = OpenShared(FileMode.Create);
        await stream.WriteAsync(content, Cancellation);
    }

    private FileStream OpenShared(FileMode mode) => new(
        JournalPath,
        mode,
        mode == FileMode.Open ? FileAccess.Read : FileAccess.Write,
        FileShare.ReadWrite | FileShare.Delete);

    internal static CreationBody Body(string prompt = "a cat", int seconds = 5) =>
        CreationBody.Of(new CreationRequest { Prompt = prompt, DurationSec = seconds });

    internal static SeedanceTask TaskOf(
        string id, SeedanceTaskStatus status = SeedanceTaskStatus.Queued, long? tokens = null) =>
        new() { Id = id, Status = status, StatusText = status.ToString().ToLowerInvariant(), TotalTokens = tokens };

    /// <summary>Opens the journal as another process would: only the file is shared.</summary>
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
