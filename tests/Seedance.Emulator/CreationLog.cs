namespace Seedance.Emulator;

/// <summary>Counts the creation requests and the tasks that were created, by prompt.</summary>
internal sealed class CreationLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (EmulatedTask Task, FaultSequence Faults)> _plans = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Prompt)> _all = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when held creations may proceed.</summary>
    public Task Released => _released.Task;

    public IReadOnlyList<(string Id, string Prompt)> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    /// <summary>Sets what the next tasks with a prompt are like, and the faults of the requests for them.</summary>
    public void Plan(string prompt, EmulatedTask task, IReadOnlyList<Fault> faults)
    {
        lock (_lock) _plans[prompt] = (task, new FaultSequence(faults));
    }

    /// <summary>What was planned for the tasks with a prompt; null for nothing.</summary>
    public EmulatedTask? PlannedTask(string prompt)
    {
        lock (_lock) return _plans.TryGetValue(prompt, out var plan) ? plan.Task : null;
    }

    /// <summary>The planned fault of the next request with a prompt; null for none.</summary>
    public Fault? NextFault(string prompt)
    {
        lock (_lock) return _plans.TryGetValue(prompt, out var plan) ? plan.Faults.Next() : null;
    }

    public void Release() => _released.TrySetResult();

    /// <summary>Counts a request.</summary>
    /// <returns>The number of requests with this prompt, including this one.</returns>
    public int AddRequest(string prompt)
    {
        lock (_lock) return _requests[prompt] = _requests.GetValueOrDefault(prompt) + 1;
    }

    public void AddTask(string id, string prompt)
    {
        lock (_lock)
        {
            _tasks[prompt] = _tasks.GetValueOrDefault(prompt) + 1;
            _all.Add((id, prompt));
        }
    }

    public int Count(string prompt)
    {
        lock (_lock) return _tasks.GetValueOrDefault(prompt);
    }
}
