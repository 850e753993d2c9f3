using System.Text.Json;
using Seedance.Creating;
using Seedance.Saving;
using Seedance.Saving.Integrity;

namespace Seedance.Reporting;

/// <summary>Adds what a journal recorded: requests, tasks, videos, and requests whose outcome is unknown.</summary>
/// <param name="collector">What it is added to.</param>
/// <param name="journal">The journal.</param>
/// <param name="reportPath">The full path of the report.</param>
public sealed class ReportJournal(ReportCollector collector, CreationJournal journal, string reportPath)
{
    // The journal records names without folders. Videos are looked for beside the report and beside the journal, and
    // one folder below.
    private const int MaximumFolders = 200;

    private readonly string[] _folders =
        [.. new[] { Path.GetDirectoryName(reportPath)!, Path.GetDirectoryName(journal.Path)! }.Distinct()
            .SelectMany(WithSubfolders)];

    /// <summary>Adds all entries.</summary>
    public void Add()
    {
        var tasks = new JournaledTasks(journal);
        foreach (var entry in journal.Entries())
        {
            if (entry.TaskId is not null) Add(entry, tasks);
        }

        foreach (var unknown in tasks.UnknownCreations())
            collector.Add(new ReportError(null, unknown.Failure.ToString(), unknown.Message));
    }

    private void Add(JournalEntry entry, JournaledTasks tasks)
    {
        var task = tasks.Restore(RecordedTask.Of(journal, entry));
        if (entry.State is not (CreationState.Completed or CreationState.Saved))
        {
            collector.Add(task);
            return;
        }

        task = task with { Status = SeedanceTaskStatus.Completed, StatusText = "completed" };
        try
        {
            using var line = JsonDocument.Parse(journal.ReadLine(entry.LastLine));
            AddCompleted(task, line.RootElement);
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException)
        {
            // A line that was edited: what is known without it stays.
            collector.Add(task);
        }
    }

    private void AddCompleted(SeedanceTask task, JsonElement line)
    {
        task = task with
        {
            TotalTokens = line.TryGetProperty("tokens", out var tokens) ? tokens.GetInt64() : null,
            ActualDuration = line.TryGetProperty("duration", out var duration) ? duration.GetDouble() : null,
        };
        if (line.TryGetProperty("file", out var file))
        {
            var found = Find(file.GetString()!, line.GetProperty("length").GetInt64());
            collector.Add(found with
            {
                TaskId = task.Id,
                Sha256 = line.TryGetProperty("sha256", out var sha256) ? sha256.GetString() : null,
                Task = task,
            });
        }
        else
        {
            collector.Add(task);
        }

        if (line.TryGetProperty("time", out var time)) collector.AddCompletionTime(task.Id, time.GetDateTimeOffset());
    }

    // A video that is not where it is looked for has its name alone: the report shows it as being elsewhere.
    private SavedVideo Find(string name, long length)
    {
        var video = new SavedVideo { TaskId = "", Path = Path.GetFileName(name), Length = length };
        foreach (var folder in _folders)
        {
            var path = Path.Combine(folder, video.Path);
            if (!File.Exists(path) || new FileInfo(path).Length != length) continue;
            using var stream = File.OpenRead(path);
            return video with { Path = path, Facts = Mp4Structure.Inspect(stream).Facts };
        }

        return video;
    }

    private static IEnumerable<string> WithSubfolders(string folder)
    {
        yield return folder;
        if (!Directory.Exists(folder)) yield break;
        string[] subfolders;
        try
        {
            subfolders = [.. Directory.EnumerateDirectories(folder).Take(MaximumFolders)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var subfolder in subfolders) yield return subfolder;
    }
}
