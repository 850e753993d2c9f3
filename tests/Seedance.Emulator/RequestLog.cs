namespace Seedance.Emulator;

/// <summary>Records the requests in the order of arrival and completes the waits for them.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<(EndpointKind Endpoint, RecordedRequest Request)> _requests = [];
    private readonly List<Waiter> _waiters = [];

    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_lock) return [.. _requests.Select(entry => entry.Request)];
        }
    }

    public void Add(EndpointKind endpoint, RecordedRequest request)
    {
        lock (_lock)
        {
            _requests.Add((endpoint, request));
            _waiters.RemoveAll(waiter => waiter.IsSatisfied(_requests) && waiter.Done.TrySetResult());
        }
    }

    public int Count(EndpointKind endpoint, string id)
    {
        lock (_lock) return _requests.Count(entry => entry.Endpoint == endpoint && entry.Request.TaskId == id);
    }

    public Task WaitAsync(
        EndpointKind? endpoint, Func<RecordedRequest, bool> match, int count, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(endpoint, match, count);
        lock (_lock)
        {
            if (waiter.IsSatisfied(_requests)) return Task.CompletedTask;
            _waiters.Add(waiter);
        }

        return waiter.Done.Task.WaitAsync(cancellationToken);
    }

    private sealed record Waiter(EndpointKind? Endpoint, Func<RecordedRequest, bool> Match, int Count)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsSatisfied(List<(EndpointKind Endpoint, RecordedRequest Request)> requests) =>
            requests.Count(entry => (Endpoint is null || Endpoint == entry.Endpoint) && Match(entry.Request)) >= Count;
    }
}

/// <summary>The endpoint of a request.</summary>
internal enum EndpointKind
{
    /// <summary>None of the others.</summary>
    None,

    /// <summary>A query of a task.</summary>
    Query,

    /// <summary>A GET of a video.</summary>
    Video,

    /// <summary>Other requests for videos: a HEAD, the target of a redirect.</summary>
    VideoOther,

    /// <summary>The creation of a task.</summary>
    Create,
}
