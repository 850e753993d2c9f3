using System.Text;
using System.Text.Json;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>
/// Gives tasks what a query does not return: the key, the prompt and the request, from the task that was passed in or
/// from a journal; and records in the journal what becomes of them. May be used from any thread.
/// </summary>
/// <param name="journal">The journal; null for none.</param>
public sealed class JournaledTasks(CreationJournal? journal)
{
    private readonly Dictionary<string, SeedanceTask> _known = new(StringComparer.Ordinal);

    /// <summary>True when results are recorded.</summary>
    public bool HasJournal => journal is not null;

    /// <summary>Remembers a task's key, prompt and request for later responses about the same id.</summary>
    public void Remember(SeedanceTask task)
    {
        if (task.Key is null) return;
        // Nothing else of the task is needed.
        var origin = new SeedanceTask { Id = task.Id, Key = task.Key, Prompt = task.Prompt, Request = task.Request };
        lock (_known) _known[task.Id] = origin;
    }

    /// <summary>The task with its key, prompt and request, where they are known.</summary>
    public SeedanceTask Restore(SeedanceTask task)
    {
        if (task.Request is not null) return task;
        SeedanceTask? origin;
        lock (_known) _known.TryGetValue(task.Id, out origin);
        if (origin?.Request is null && journal?.FindTask(task.Id) is { } entry) origin = OriginOf(entry);
        return origin is null ? task : task.WithOriginOf(origin);
    }

    /// <summary>
    /// The tasks of a journal that have an id and whose videos are not saved, with key, prompt and request.
    /// </summary>
    public IEnumerable<SeedanceTask> Unsaved()
    {
        foreach (var entry in journal?.Entries() ?? [])
        {
            if (entry is { TaskId: not null, State: not CreationState.Saved })
                yield return Restore(RecordedTask.Of(journal!, entry));
        }
    }

    /// <summary>The errors of the requests that may have been accepted and have no id.</summary>
    public IEnumerable<SeedanceException> UnknownCreations() =>
        (journal?.Entries() ?? []).Where(e => e.IsUnknown).Select(CreationErrors.OfUnknown);

    /// <summary>The video that the journal has recorded as saved; null when it has none.</summary>
    public SavedVideo? FindSaved(string id)
    {
        if (journal?.FindTask(id) is not { State: CreationState.Saved } entry) return null;
        try
        {
            using var line = JsonDocument.Parse(journal.ReadLine(entry.LastLine));
            return new SavedVideo
            {
                TaskId = id,
                Path = line.RootElement.GetProperty("file").GetString()!,
                Length = line.RootElement.GetProperty("length").GetInt64(),
                Sha256 = line.RootElement.TryGetProperty("sha256", out var sha256) ? sha256.GetString() : null,
                Skipped = true,
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or IOException)
        {
            // A line that was edited: the file decides.
            return null;
        }
    }

    /// <summary>Records how a task ended, when it did.</summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: the line could not be
    /// written.</exception>
    public Task RecordAsync(SeedanceTask task) => journal?.RecordTerminalAsync(task) ?? Task.CompletedTask;

    /// <summary>Records that a video is on the disk.</summary>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: the line could not be
    /// written.</exception>
    public Task RecordAsync(SavedVideo video) => journal?.RecordSavedAsync(video) ?? Task.CompletedTask;

    private SeedanceTask OriginOf(JournalEntry entry)
    {
        var origin = new SeedanceTask { Id = entry.TaskId!, Key = entry.Key };
        if (entry.IntentLine.Length == 0) return origin;
        try
        {
            var fields = new JsonFields(journal!.ReadLine(entry.IntentLine));
            if (!fields.Enter()) return origin;
            while (fields.MoveNext())
            {
                if (!fields.Name.SequenceEqual("body"u8)) continue;
                var body = fields.Value.Raw.ToArray();
                return origin with { Request = Encoding.UTF8.GetString(body), Prompt = PromptOf(body) };
            }
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // A line that was edited meanwhile: the key is what is left.
        }

        return origin;
    }

    private static string? PromptOf(byte[] body)
    {
        var fields = new JsonFields(body);
        if (!fields.Enter()) return null;
        while (fields.MoveNext())
        {
            if (fields.Name.SequenceEqual("prompt"u8)) return fields.Value.String;
        }

        return null;
    }
}
