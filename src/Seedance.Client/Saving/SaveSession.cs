using Seedance.FileSystem;
using Seedance.Saving.Download;
using Seedance.Saving.Files;
using Seedance.Saving.Naming;

namespace Seedance.Saving;

/// <summary>
/// The file names of one run: each belongs to one task at a time. It only reads the folder; files are written by
/// <see cref="VideoDownloader"/>. Not thread-safe.
/// </summary>
/// <param name="folder">The full path of the destination folder.</param>
/// <param name="options">How videos are saved.</param>
internal sealed class SaveSession(string folder, SaveOptions options)
{
    // Names that differ only in case are one file on Windows and macOS.
    private readonly Dictionary<string, Reservation> _reservations = new(StringComparer.OrdinalIgnoreCase);
    private readonly FolderListing _listing = new(folder);
    private int _index;

    /// <summary>How videos are saved.</summary>
    public SaveOptions Options { get; } = options;

    /// <summary>Numbers a record of the input; the request travels with the record until its video is saved.</summary>
    /// <param name="fileName">The template of the file name.</param>
    public SaveRequest NewRequest(string fileName) => new(fileName, ++_index);

    /// <summary>
    /// Finds a video that is complete on disk and provably this task's, without a request to the service. Its name is
    /// reserved.
    /// </summary>
    /// <returns>The video; null when the service is needed to tell, or when anything is left to do.</returns>
    /// <exception cref="SeedanceException">
    /// The file must not exist, or the name is not valid or belongs to another task.
    /// </exception>
    public SavedVideo? FindExisting(string id, SaveRequest request)
    {
        var template = FileNameTemplate.Parse(request.FileName, id);
        if (!template.IsKnownBeforehand) return null;
        var target = TargetOf(id, template.Expand(new SeedanceTask { Id = id }, request.Index));
        if (FindExisting(target, null) is not { } existing) return null;
        Reserve(target);
        return existing;
    }

    /// <summary>Finds the same for a completed task whose name is reserved.</summary>
    /// <exception cref="SeedanceException">The file must not exist.</exception>
    public SavedVideo? FindExisting(SeedanceTask task, SaveTarget target) => FindExisting(target, task);

    /// <summary>
    /// Reserves the name for a task's video. Give it back with <see cref="Release"/> when the video is not saved.
    /// </summary>
    /// <exception cref="SeedanceException">
    /// There is no video, the name is not valid, or it belongs to another task.
    /// </exception>
    public SaveTarget Reserve(SeedanceTask task, SaveRequest request)
    {
        if (task.Status != SeedanceTaskStatus.Completed) throw NoVideo(task);
        var target = TargetOf(task.Id, VideoFileName.Expand(request.FileName, task, request.Index));
        Reserve(target);
        return target;
    }

    /// <summary>Gives a reserved name back, so that another task of the run may use it.</summary>
    public void Release(SaveTarget target)
    {
        var name = Path.GetFileName(target.Path);
        if (!_reservations.TryGetValue(name, out var reservation) || reservation.TaskId != target.TaskId) return;
        if (reservation.Count > 1) _reservations[name] = reservation with { Count = reservation.Count - 1 };
        else _reservations.Remove(name);
    }

    private SaveTarget TargetOf(string id, VideoName name)
    {
        if (_reservations.TryGetValue(name.Text, out var reservation) && reservation.TaskId != id)
            throw new SeedanceException(
                Failure.FileNameConflict,
                $"Task '{id}' cannot be saved as '{name.Text}': task '{reservation.TaskId}' of this run has that name.",
                id);
        return new SaveTarget
        {
            TaskId = id,
            Path = Path.Combine(folder, name.Text),
            IdentifiesTask = name.IdentifiesTask,
        };
    }

    private void Reserve(SaveTarget target)
    {
        var name = Path.GetFileName(target.Path);
        var count = _reservations.TryGetValue(name, out var same) ? same.Count + 1 : 1;
        _reservations[name] = new Reservation(target.TaskId, count);
    }

    private SavedVideo? FindExisting(SaveTarget target, SeedanceTask? task)
    {
        try
        {
            if (ExistingVideo.Find(target, task, Options) is not { } existing
                || !ExistingVideo.IsProven(target, existing.Length, _listing)
                || PartialFile.Exists(target.Path)
                || (Options.Metadata && !TaskMetadata.Exists(target.Path))) return null;
            VideoFactChecks.Warn(existing, Options);
            return existing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailures.From(e, target.TaskId, target.Path);
        }
    }

    private static SeedanceException NoVideo(SeedanceTask task)
    {
        if (task.Status == SeedanceTaskStatus.Expired) return VideoErrors.Expired(task);
        var status = ServiceText.Clean(task.StatusText);
        var reason = task.Error is { } error ? ServiceText.Clean(error) : null;
        return task.IsTerminal
            ? new SeedanceException(
                Failure.TaskFailed,
                $"Task '{task.Id}' ended as '{status}': {reason ?? "the service gave no reason"}", task.Id)
            {
                LastKnownTask = task,
                ServiceMessage = reason,
            }
            : new SeedanceException(
                Failure.TaskNotCompleted, $"Task '{task.Id}' is not completed yet; its status is '{status}'.", task.Id)
            {
                LastKnownTask = task,
            };
    }

    private readonly record struct Reservation(string TaskId, int Count);
}

/// <summary>One record of the input, for which a video is saved.</summary>
/// <param name="FileName">The template of the file name.</param>
/// <param name="Index">The number of the record, from 1.</param>
public sealed record SaveRequest(string FileName, int Index);
