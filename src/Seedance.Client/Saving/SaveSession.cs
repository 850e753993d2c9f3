namespace Seedance.Saving;

/// <summary>The names of one run: where each task's video goes, and that no two go to the same place. For one thread at a time.</summary>
/// <param name="folder">The full path of the destination folder.</param>
/// <param name="options">How videos are saved.</param>
public sealed class SaveSession(string folder, SaveOptions options)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    private readonly Dictionary<string, string> _taskOfPath = new(Names);
    private readonly Dictionary<string, Queue<string>> _namesOfId = new(StringComparer.Ordinal);
    private int _index;

    /// <summary>How videos are saved.</summary>
    public SaveOptions Options { get; } = options;

    /// <summary>Keeps the name that goes with an id until its task is known.</summary>
    public void Remember(string id, string fileName)
    {
        if (!_namesOfId.TryGetValue(id, out var names)) _namesOfId.Add(id, names = new Queue<string>());
        names.Enqueue(fileName);
    }

    /// <summary>The name that was kept for an id.</summary>
    public string Recall(string id) => _namesOfId[id].Dequeue();

    /// <summary>The full path for a task's video.</summary>
    /// <exception cref="SeedanceException">There is no video, the name cannot be one, or another task of this run has it.</exception>
    public string PathFor(SeedanceTask task, string fileName)
    {
        _index++;
        if (task.Status != SeedanceTaskStatus.Completed) throw NoVideo(task);
        var name = VideoFileName.MakeSafe(VideoFileName.Expand(fileName, task, _index), task);
        var path = Path.Combine(folder, name);
        if (_taskOfPath.TryGetValue(path, out var other) && other != task.Id)
            throw new SeedanceException(
                Failure.FileNameConflict, $"Task '{task.Id}' would be saved as '{name}', which belongs to task '{other}' of this run.", task.Id);
        _taskOfPath[path] = task.Id;
        return path;
    }

    /// <summary>The file that is there already, when it may be skipped; null when there is work to do.</summary>
    /// <exception cref="SeedanceException">It is there and must not be.</exception>
    public SavedVideo? FindExisting(SeedanceTask task, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || Options.Force) return null;
        if (Options.NoClobber) throw new SeedanceException(Failure.FileExists, $"The file '{path}' for task '{task.Id}' exists already.", task.Id);
        return new SavedVideo { TaskId = task.Id, Path = path, Length = file.Length, Skipped = true, Task = task };
    }

    private static SeedanceException NoVideo(SeedanceTask task) => task.IsTerminal
        ? new SeedanceException(
            Failure.TaskFailed, $"Task '{task.Id}' ended as '{task.StatusText}': {task.Error ?? "the service gave no reason"}", task.Id)
        {
            LastKnownTask = task,
            ServiceMessage = task.Error,
        }
        : new SeedanceException(Failure.TaskNotCompleted, $"Task '{task.Id}' is not completed yet; its status is '{task.StatusText}'.", task.Id)
        {
            LastKnownTask = task,
        };
}
