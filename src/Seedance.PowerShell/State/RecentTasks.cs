namespace Seedance.PowerShell.State;

/// <summary>A task that was recently used.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Last">Its last known state; null before the first response.</param>
internal sealed record RecentTask(string Id, SeedanceTask? Last);

/// <summary>The tasks of late: few, so that thirty thousand ids cost no memory and a menu stays readable.</summary>
internal sealed class RecentTasks
{
    private const int Capacity = 100;

    private readonly LinkedList<RecentTask> _newestFirst = new();
    private readonly Dictionary<string, LinkedListNode<RecentTask>> _byId = new(StringComparer.Ordinal);

    public IEnumerable<RecentTask> NewestFirst => _newestFirst;

    /// <summary>Stores an id that was requested.</summary>
    public void Add(string id) => Add(id, _byId.TryGetValue(id, out var known) ? known.Value.Last : null);

    /// <summary>Stores a response.</summary>
    public void Add(SeedanceTask task) => Add(task.Id, task);

    private void Add(string id, SeedanceTask? task)
    {
        if (_byId.TryGetValue(id, out var known)) _newestFirst.Remove(known);
        _byId[id] = _newestFirst.AddFirst(new RecentTask(id, task));
        if (_newestFirst.Count <= Capacity) return;
        _byId.Remove(_newestFirst.Last!.Value.Id);
        _newestFirst.RemoveLast();
    }
}
