namespace Seedance.Api;

/// <summary>
/// Runs queries concurrently and gives the results in the order in which the ids were added. For one thread, which adds
/// and takes.
/// </summary>
public sealed class OrderedQueries
{
    // So many results per worker may be held back by a slow query before them; then the caller should take before it
    // adds.
    private const int ResultsPerWorker = 8;

    private readonly QueryRunner _runner;
    private readonly int _capacity;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<Task<QueryResult>> _results = new();

    /// <inheritdoc cref="QueryRunner(SeedanceClient, int, CancellationToken)"/>
    public OrderedQueries(SeedanceClient client, int throttleLimit, CancellationToken cancellationToken)
    {
        _runner = new QueryRunner(client, throttleLimit, cancellationToken);
        _capacity = throttleLimit * ResultsPerWorker;
        _cancellationToken = cancellationToken;
    }

    /// <summary>True when the oldest result should be taken before another id is added.</summary>
    public bool IsFull => _results.Count >= _capacity;

    /// <summary>The query whose result is the next to be taken; null when there is none.</summary>
    public Task? Oldest => _results.Count > 0 ? _results.Peek() : null;

    /// <summary>Adds an id; its query starts without further calls.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="QueryResult.State"/>.</param>
    public void Add(string id, object? state = null) => _results.Enqueue(_runner.Add(id, state));

    /// <summary>Takes the oldest result.</summary>
    /// <param name="result">The result; the default when there is none.</param>
    /// <param name="wait">True to block until the oldest query has ended; false to take it only when it has.</param>
    /// <returns>False when there is nothing to take.</returns>
    /// <exception cref="OperationCanceledException">The runner was cancelled.</exception>
    public bool TryTake(out QueryResult result, bool wait)
    {
        result = default;
        if (_results.Count == 0) return false;
        var oldest = _results.Peek();
        if (!oldest.IsCompleted)
        {
            if (!wait) return false;
            // A pipeline thread has nothing else to do, so it may block.
            oldest.Wait(_cancellationToken);
        }

        _results.Dequeue();
        result = oldest.GetAwaiter().GetResult();
        return true;
    }
}
