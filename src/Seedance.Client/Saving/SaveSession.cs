using Seedance.Saving.Download;
using Seedance.Saving.Files;
using Seedance.Saving.Naming;

namespace Seedance.Saving;

/// <summary>The names of one run: where each task's video goes, and that no two go to the same place. For one thread at a time.</summary>
/// <param name="folder">The full path of the destination folder.</param>
/// <param name="options">How videos are saved.</param>
public sealed class SaveSession(string folder, SaveOptions options)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    private readonly Dictionary<string, string> _taskOfName = new(Names);
    private readonly Dictionary<string, Queue<SaveRequest>> _requests = new(StringComparer.Ordinal);
    private int _index;

    /// <summary>How videos are saved.</summary>
    public SaveOptions Options { get; } = options;

    /// <summary>Takes note of what is to be saved, in the order of the input, and of its name until its task is known.</summary>
    public SaveRequest Admit(string id, string fileName)
    {
        var request = new SaveRequest(fileName, ++_index);
        if (!_requests.TryGetValue(id, out var requests)) _requests.Add(id, requests = new Queue<SaveRequest>());
        requests.Enqueue(request);
        return request;
    }

    /// <summary>The oldest request for an id that is not settled yet; it counts as settled from now on.</summary>
    public SaveRequest Settle(string id) => _requests[id].Dequeue();

    /// <summary>The whole video that is there already, as far as that can be said without asking the service; otherwise null.</summary>
    /// <exception cref="SeedanceException">It is there and must not be, or the name cannot be one.</exception>
    public SavedVideo? FindUnasked(string id, SaveRequest request)
    {
        if (!VideoFileName.IsKnownBeforehand(request.FileName)) return null;
        var path = Reserve(new SeedanceTask { Id = id }, request);
        return Options.Metadata && !TaskMetadata.Exists(path) ? null : FindNamed(id, null, path);
    }

    /// <summary>The full path for a task's video.</summary>
    /// <exception cref="SeedanceException">There is no video, the name cannot be one, or another task of this run has it.</exception>
    public string PathFor(SeedanceTask task, SaveRequest request) =>
        task.Status == SeedanceTaskStatus.Completed ? Reserve(task, request) : throw NoVideo(task);

    /// <summary>The whole video that is there already; null when there is work to do or the name does not say whose it is.</summary>
    /// <exception cref="SeedanceException">It is there and must not be.</exception>
    public SavedVideo? FindExisting(SeedanceTask task, string path) => FindNamed(task.Id, task, path);

    private SavedVideo? FindNamed(string id, SeedanceTask? task, string path)
    {
        try
        {
            if (ExistingVideo.Find(id, task, path, Options) is not { } existing || !ExistingVideo.IsNamedAfter(id, path)) return null;
            if (Options.Metadata && task is not null) TaskMetadata.WriteIfMissing(task, path, existing);
            VideoFactChecks.Warn(existing, Options);
            return existing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailures.From(e, id, path);
        }
    }

    private string Reserve(SeedanceTask task, SaveRequest request)
    {
        var name = VideoFileName.NameFor(request.FileName, task, request.Index);
        if (_taskOfName.TryGetValue(name, out var other) && other != task.Id)
            throw new SeedanceException(
                Failure.FileNameConflict, $"Task '{task.Id}' would be saved as '{name}', which belongs to task '{other}' of this run.", task.Id);
        _taskOfName[name] = task.Id;
        return Path.Combine(folder, name);
    }

    private static SeedanceException NoVideo(SeedanceTask task)
    {
        if (task.Status == SeedanceTaskStatus.Expired) return VideoErrors.Expired(task);
        var status = ServiceText.Clean(task.StatusText);
        var reason = task.Error is { } error ? ServiceText.Clean(error) : null;
        return task.IsTerminal
            ? new SeedanceException(Failure.TaskFailed, $"Task '{task.Id}' ended as '{status}': {reason ?? "the service gave no reason"}", task.Id)
            {
                LastKnownTask = task,
                ServiceMessage = reason,
            }
            : new SeedanceException(Failure.TaskNotCompleted, $"Task '{task.Id}' is not completed yet; its status is '{status}'.", task.Id)
            {
                LastKnownTask = task,
            };
    }
}

/// <summary>One video that is to be saved.</summary>
/// <param name="FileName">The template of its name.</param>
/// <param name="Index">Its number in the input, from 1.</param>
public sealed record SaveRequest(string FileName, int Index);
