namespace Seedance.Creating;

/// <summary>
/// The requests to the service and their outcomes, as JSON Lines in a file that is only appended to. The service
/// has no list and no idempotency key, so this is the only record of the tasks that were created. Several processes may
/// use one file: each line is decided and written under a lock, after the lines of the others have been read. Lines
/// that come at the same time are brought to the disk together. May be used from any thread.
/// </summary>
public sealed class CreationJournal : IDisposable
{
    private readonly JournalWriter _writer;
    private readonly TimeProvider _time;

    private CreationJournal(string path, JournalWriter writer, TimeProvider time) =>
        (Path, _writer, _time) = (path, writer, time);

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>How many lines could not be read: an interrupted write leaves one.</summary>
    public int UnreadableLines => _writer.Read(state => state.UnreadableLines);

    /// <summary>
    /// The tokens of everything in the journal that costs or may cost: measured where completed, quoted otherwise.
    /// </summary>
    public long Tokens => _writer.Read(state => state.Tokens);

    /// <summary>Opens a journal for reading and writing, and makes the file if it is missing.</summary>
    /// <param name="path">The full path; its folder must exist.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalInvalid"/>: it is not a journal, or cannot be
    /// written to.</exception>
    public static CreationJournal Open(
        string path, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        try
        {
            time ??= TimeProvider.System;
            var state = new JournalState();
            var file = new JournalFile(path, state, cancellationToken);
            return new CreationJournal(path, new JournalWriter(path, state, file, time), time);
        }
        catch (Exception e) when (IsFileFailure(e))
        {
            throw CannotOpen(path, e);
        }
    }

    /// <summary>Reads a journal as it is now; nothing can be recorded in it.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="mayBeMissing">True to read a missing file as an empty journal.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalInvalid"/>: it is missing, or not a
    /// journal.</exception>
    public static CreationJournal OpenRead(
        string path, bool mayBeMissing = false, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = new JournalState();
            if (!mayBeMissing || File.Exists(path)) ReadAll(path, state, cancellationToken);
            return new CreationJournal(
                path, new JournalWriter(path, state, null, TimeProvider.System), TimeProvider.System);
        }
        catch (Exception e) when (IsFileFailure(e))
        {
            throw CannotOpen(path, e);
        }
    }

    private static void ReadAll(string path, JournalState state, CancellationToken cancellationToken)
    {
        using var stream = OpenShared(path);
        JournalFile.RequireJournal(stream);
        JournalScanner.Read(stream, state, includeLast: true, cancellationToken);
    }

    /// <summary>The entry of a key; null when there is none.</summary>
    public JournalEntry? Find(string key) => _writer.Read(state => state.Find(key));

    /// <summary>The entry of a task; null when the journal does not have its id.</summary>
    public JournalEntry? FindTask(string id) => _writer.Read(state => state.FindTask(id));

    /// <summary>All entries, in the order of their first lines.</summary>
    public IReadOnlyList<JournalEntry> Entries() =>
        _writer.Read(state => (IReadOnlyList<JournalEntry>)[.. state.Entries]);

    /// <summary>Quotes a request, by the completed tasks of its model where the journal has any.</summary>
    public TokenQuote Quote(CreationBody body) =>
        TokenQuote.For(body, _writer.Read(state => state.PixelsOf(body.Model)));

    /// <summary>
    /// Records that a request is about to be sent. It is on the disk when this returns. Nothing is recorded when the
    /// key has an entry that forbids sending, or when the budget does not suffice.
    /// </summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: the line could not be
    /// written.</exception>
    internal async Task<IntentResult> BeginAsync(CreationIntent intent, CancellationToken cancellationToken)
    {
        IntentResult? result = null;
        await _writer.AppendAsync(
            state =>
            {
                result = intent.Decide(state);
                return result.Value.MaySend
                    ? JournalLine.OfIntent(intent.Key, intent.Body, result.Value.Quote, _time.GetUtcNow()) : null;
            },
            cancellationToken).ConfigureAwait(false);
        return result!.Value;
    }

    /// <summary>What <see cref="BeginAsync"/> would decide, by what is known now; records nothing.</summary>
    internal IntentResult Preview(CreationIntent intent) => _writer.Read(intent.Decide);

    /// <summary>Records that a task was created.</summary>
    internal Task RecordCreatedAsync(string key, SeedanceTask task) =>
        _writer.AppendAsync(_ => JournalLine.OfCreated(key, task, _time.GetUtcNow()), CancellationToken.None);

    /// <summary>Records that a request has no task: it was rejected, or may have arrived.</summary>
    internal Task RecordFailureAsync(string key, bool isUnknown, SeedanceException failure) => _writer.AppendAsync(
        _ => JournalLine.OfFailure(
            isUnknown ? JournalLine.Unknown : JournalLine.Rejected, key, failure, _time.GetUtcNow()),
        CancellationToken.None);

    /// <summary>
    /// Records how a task ended. Tasks that the journal does not have, that are not terminal or whose end it has are
    /// left out.
    /// </summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: the line could not be
    /// written.</exception>
    public Task RecordTerminalAsync(SeedanceTask task) => !task.IsTerminal ? Task.CompletedTask : RecordIfNewAsync(
        task.Id, CreationState.Created,
        key => task.Status == SeedanceTaskStatus.Completed
            ? JournalLine.OfCompleted(key, task, _time.GetUtcNow())
            : JournalLine.OfFailed(key, task, _time.GetUtcNow()));

    /// <summary>Records that a video is on the disk. Tasks that the journal does not have are left out.</summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: the line could not be
    /// written.</exception>
    public Task RecordSavedAsync(SavedVideo video) =>
        RecordIfNewAsync(
            video.TaskId, CreationState.Completed, key => JournalLine.OfSaved(key, video, _time.GetUtcNow()));

    /// <summary>Reads the line of the file at which an entry points.</summary>
    internal byte[] ReadLine(LinePosition position)
    {
        var line = new byte[position.Length];
        using var stream = OpenShared(Path);
        stream.Position = position.Offset;
        var read = 0;
        while (read < line.Length && stream.Read(line, read, line.Length - read) is > 0 and var more) read += more;
        return line;
    }

    /// <summary>Closes the file once what is to be recorded is on the disk.</summary>
    public void Dispose() => _writer.Dispose();

    private async Task RecordIfNewAsync(string taskId, CreationState before, Func<string, byte[]> line)
    {
        // Most tasks are known here; those of another process are known once its lines have been read.
        if (FindTask(taskId) is { } known && known.State > before) return;
        await _writer.AppendAsync(
            state => state.FindTask(taskId) is { } entry && entry.State <= before ? line(entry.Key) : null,
            CancellationToken.None).ConfigureAwait(false);
    }

    private static FileStream OpenShared(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);

    internal static bool IsFileFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException
            or ArgumentException;

    private static SeedanceException CannotOpen(string path, Exception e) => new(
        Failure.JournalInvalid, $"The journal '{path}' cannot be used: {ServiceText.Clean(e.Message)}.", null, e);
}
