using System.Text.Json;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>Makes tasks of what a journal has recorded of them.</summary>
internal static class RecordedTask
{
    /// <summary>The task that exists already, or the reason why the request is not sent.</summary>
    /// <exception cref="SeedanceException">The request must not be sent.</exception>
    public static SeedanceTask Of(CreationJournal journal, IntentResult intent, string key, CreationBody body)
    {
        if (intent.Decision != IntentDecision.Recorded) throw CreationErrors.Of(intent, key);
        return Of(journal, intent.Entry!) with { Model = body.Model, Prompt = body.Prompt, Request = body.Json };
    }

    /// <summary>
    /// The task of an entry that has an id. One that has not failed counts as queued: its URL is not recorded, so only
    /// a query can tell more.
    /// </summary>
    public static SeedanceTask Of(CreationJournal journal, JournalEntry entry)
    {
        var task = new SeedanceTask
        {
            Id = entry.TaskId!,
            Status = SeedanceTaskStatus.Queued,
            StatusText = "queued",
            Created = entry.IntentTime,
            Key = entry.Key,
        };
        return entry.State == CreationState.Failed ? WithFailure(task, journal.ReadLine(entry.LastLine)) : task;
    }

    private static SeedanceTask WithFailure(SeedanceTask task, byte[] line)
    {
        try
        {
            var fields = ResponseFields.Read(line);
            var text = fields.StatusValue ?? "failed";
            var status = StatusValues.Read(text);
            return task with
            {
                Status = status is SeedanceTaskStatus.Cancelled or SeedanceTaskStatus.Expired
                    ? status : SeedanceTaskStatus.Failed,
                StatusText = text,
                Error = fields.Error.Text,
            };
        }
        catch (JsonException)
        {
            return task with { Status = SeedanceTaskStatus.Failed, StatusText = "failed" };
        }
    }
}
