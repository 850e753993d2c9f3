using Seedance.Saving;

namespace Seedance.Reporting;

/// <summary>
/// Collects what became of tasks, in any order, and makes a report of it: what concerns one task becomes one row. For
/// one thread at a time.
/// </summary>
/// <param name="reportPath">The full path that the report is written to; files are linked relative to it.</param>
public sealed class ReportCollector(string reportPath)
{
    // A URL is signed anew by later queries: what was signed much later than any generation takes shows no generation
    // time.
    private static readonly TimeSpan MaximumReadyAfter = TimeSpan.FromHours(1);

    private readonly string _folder = Path.GetDirectoryName(reportPath) ?? reportPath;
    private readonly List<ReportItem> _items = [];
    private readonly Dictionary<string, int> _rowOfTask = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rowOfFile = new(StringComparer.Ordinal);

    /// <summary>Adds a video on disk. A second file of the same task is a row of its own.</summary>
    public void Add(SavedVideo video)
    {
        var isSecondFile = _rowOfTask.TryGetValue(video.TaskId, out var row) && _items[row].FileName is not null;
        // The same file again is the same row.
        if (_rowOfFile.TryGetValue(video.Path, out var known) && _items[known].TaskId == video.TaskId) row = known;
        else row = RowOf(isSecondFile ? null : video.TaskId);
        _rowOfFile[video.Path] = row;
        var item = video.Task is { } task ? Merge(_items[row], task) : _items[row];
        _items[row] = item with
        {
            TaskId = video.TaskId,
            Outcome = video.Skipped ? ReportOutcome.AlreadyThere : ReportOutcome.Saved,
            FileName = Path.GetFileName(video.Path),
            Link = ReportLink.Between(_folder, video.Path),
            Length = video.Length,
            Sha256 = video.Sha256 ?? item.Sha256,
            Facts = video.Facts,
            Error = null,
            ErrorId = null,
            NextStep = null,
        };
    }

    /// <summary>Adds what is known of a task.</summary>
    public void Add(SeedanceTask task)
    {
        var row = RowOf(task.Id);
        _items[row] = Merge(_items[row], task);
    }

    /// <summary>Adds what is known of the request that created a task.</summary>
    public void Add(ReportRequest request)
    {
        var row = RowOf(request.TaskId);
        var item = _items[row];
        _items[row] = item with
        {
            Key = ReportText.Clean(request.Key) ?? item.Key,
            Prompt = ReportText.Clean(request.Prompt) ?? item.Prompt,
            RequestedDuration = request.Duration ?? item.RequestedDuration,
            RequestedAudio = request.HasAudio ?? item.RequestedAudio,
        };
    }

    /// <summary>Adds when a task was seen completed.</summary>
    public void AddCompletionTime(string taskId, DateTimeOffset time)
    {
        var row = RowOf(taskId);
        _items[row] = _items[row] with { ReadyAfter = _items[row].ReadyAfter ?? Between(_items[row].Created, time) };
    }

    /// <summary>
    /// Adds an error of a command. It is left out when the task's video is on disk: a later attempt has succeeded.
    /// </summary>
    public void Add(ReportError error)
    {
        var row = RowOf(error.TaskId);
        var item = error.Task is { } task ? Merge(_items[row], task) : _items[row];
        if (item.FileName is not null) return;
        var isOfService = item.Outcome is ReportOutcome.Failed or ReportOutcome.Cancelled or ReportOutcome.Expired;
        _items[row] = item with
        {
            TaskId = error.TaskId,
            Outcome = isOfService ? item.Outcome : ReportOutcome.Error,
            // The service's own words are kept where there are any.
            Error = isOfService && item.Error is not null ? item.Error
                : ReportText.CleanMessage(error.Message, _folder),
            ErrorId = isOfService && item.ErrorId is not null ? item.ErrorId : error.ErrorId,
            NextStep = ReportText.CleanMessage(error.NextStep, _folder),
        };
    }

    /// <summary>The report of what was added so far.</summary>
    /// <param name="written">The time of the report.</param>
    /// <param name="pricePerMillionTokens">The price that the user stated; null for none.</param>
    public RunReport ToReport(DateTimeOffset written, decimal? pricePerMillionTokens = null) =>
        new(written, [.. _items.OrderBy(Rank)], pricePerMillionTokens);

    // Failed, pending, not saved, and the videos in the order in which they came.
    private static int Rank(ReportItem item) => item.IsFailed ? 0 : item.Outcome switch
    {
        ReportOutcome.Pending => 1,
        ReportOutcome.NotSaved => 2,
        _ => 3,
    };

    private int RowOf(string? taskId)
    {
        if (taskId is not null && _rowOfTask.TryGetValue(taskId, out var row)) return row;
        _items.Add(new ReportItem { TaskId = taskId, Outcome = ReportOutcome.Pending });
        if (taskId is not null) _rowOfTask[taskId] = _items.Count - 1;
        return _items.Count - 1;
    }

    private static ReportItem Merge(ReportItem known, SeedanceTask task)
    {
        var item = WithRequest(known, task);
        return item with
        {
            TaskId = task.Id,
            Model = ReportText.Clean(task.Model) ?? item.Model,
            StatusText = ReportText.Clean(task.StatusText) ?? item.StatusText,
            Outcome = item.FileName is not null ? item.Outcome : OutcomeOf(task),
            Created = task.Created ?? item.Created,
            ReadyAfter = item.ReadyAfter ?? ReadyAfter(task),
            StatedDuration = task.ActualDuration is >= 0 and < 1e6 ? TimeSpan.FromSeconds(task.ActualDuration.Value)
                : item.StatedDuration,
            Tokens = task.TotalTokens ?? item.Tokens,
            Error = ReportText.Clean(task.Error) ?? item.Error,
            ErrorId = ReportText.Clean(task.ErrorCode) ?? item.ErrorId,
        };
    }

    private static ReportItem WithRequest(ReportItem item, SeedanceTask task)
    {
        var requested = RequestedVideo.Read(task.Request);
        return item with
        {
            Key = ReportText.Clean(task.Key) ?? item.Key,
            Prompt = ReportText.Clean(task.Prompt) ?? item.Prompt,
            Model = item.Model ?? ReportText.Clean(requested.Model),
            RequestedDuration = requested.DurationSec is > 0 and < 1e6
                ? TimeSpan.FromSeconds(requested.DurationSec.Value) : item.RequestedDuration,
            RequestedAudio = requested.HasAudio ?? item.RequestedAudio,
        };
    }

    private static ReportOutcome OutcomeOf(SeedanceTask task) => task.Status switch
    {
        SeedanceTaskStatus.Completed => ReportOutcome.NotSaved,
        SeedanceTaskStatus.Failed => ReportOutcome.Failed,
        SeedanceTaskStatus.Cancelled => ReportOutcome.Cancelled,
        SeedanceTaskStatus.Expired => ReportOutcome.Expired,
        _ => ReportOutcome.Pending,
    };

    // The service does not state when a task was completed. Its video's URL is signed when the completed task is
    // queried.
    private static TimeSpan? ReadyAfter(SeedanceTask task) =>
        task.VideoUrl is { } url ? Between(task.Created, new SignedUrl(url).SignedAt) : null;

    private static TimeSpan? Between(DateTimeOffset? created, DateTimeOffset? completed) =>
        completed - created is { } time && time > TimeSpan.Zero && time <= MaximumReadyAfter ? time : null;
}
