namespace Seedance.Api;

/// <summary>
/// Runs queries concurrently, up to a limit. A query starts when it is added or, when the limit is reached, as soon as
/// an earlier one has ended; nothing else has to happen for it to start. Members may be used from any thread.
/// </summary>
public sealed class QueryRunner
{
    private readonly SeedanceClient _client;
    private readonly int _throttleLimit;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<Query> _pending = new();
    private int _workers;

    /// <summary>Makes a runner; no request is sent before the first query is added.</summary>
    /// <param name="client">The client that sends the requests and repeats them.</param>
    /// <param name="throttleLimit">The maximum number of queries in flight.</param>
    /// <param name="cancellationToken">Cancels all queries.</param>
    public QueryRunner(SeedanceClient client, int throttleLimit, CancellationToken cancellationToken)
    {
        _client = client;
        _throttleLimit = throttleLimit;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Adds a query.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="state">Any object of the caller; it comes back in <see cref="QueryResult.State"/>.</param>
    /// <returns>A task that ends with the result, never with an exception; it is cancelled together with the
    /// runner.</returns>
    public Task<QueryResult> Add(string id, object? state = null)
    {
        var query = new Query(id, state);
        lock (_pending)
        {
            _pending.Enqueue(query);
            if (_workers == _throttleLimit) return query.Task;
            _workers++;
        }

        _ = Task.Run(WorkAsync, CancellationToken.None);
        return query.Task;
    }

    // Each worker runs one query after the other and ends when there are none.
    private async Task WorkAsync()
    {
        while (true)
        {
            Query query;
            lock (_pending)
            {
                if (_pending.Count == 0)
                {
                    _workers--;
                    return;
                }

                query = _pending.Dequeue();
            }

            await RunAsync(query).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Query query)
    {
        try
        {
            _cancellationToken.ThrowIfCancellationRequested();
            query.Complete(await _client.GetTaskAsync(query.Id, _cancellationToken).ConfigureAwait(false), null);
        }
        catch (SeedanceException e)
        {
            query.Complete(null, e);
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            query.TrySetCanceled(_cancellationToken);
        }
        catch (Exception e)
        {
            query.Complete(null, SeedanceException.Unexpected(query.Id, e));
        }
    }

    // Continuations run on other threads: one that takes long must not hold up a worker.
    private sealed class Query(string id, object? state)
        : TaskCompletionSource<QueryResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Id => id;

        public void Complete(SeedanceTask? task, SeedanceException? error) =>
            TrySetResult(new QueryResult(id, task, error, state));
    }
}
