using Seedance.Http;

namespace Seedance.Saving.Download;

/// <summary>
/// The connections that fetch segments beside the primary one. They start once, and end with the state they belong to.
/// </summary>
internal sealed class RangeWorkers(TransferServices services) : IAsyncDisposable
{
    private CancellationTokenSource? _stop;
    private bool _isStarted;
    private Task[] _running = [];

    /// <summary>Starts them, the first time that it is called.</summary>
    /// <param name="state">What is fetched.</param>
    /// <param name="onComplete">Called, from any thread, when every byte is written.</param>
    /// <param name="cancellationToken">Stops them.</param>
    public void Start(TransferState state, Action onComplete, CancellationToken cancellationToken)
    {
        if (_isStarted) return;
        _isStarted = true;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stop = _stop.Token;
        var segments = (state.Plan.Unclaimed + SegmentSize.Minimum - 1) / SegmentSize.Minimum;
        var count = (int)Math.Min(services.Connections - 1, segments);
        var workers = Enumerable.Range(0, count);
        _running = [.. workers.Select(_ => Task.Run(() => RunAsync(state, onComplete, stop), CancellationToken.None))];
    }

    /// <summary>Stops them and waits until none writes any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop?.Cancel();
        try
        {
            await Task.WhenAll(_running).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // The primary connection writes to the same disk and reports its errors.
        }

        _stop?.Dispose();
        (_stop, _running) = (null, []);
    }

    private async Task RunAsync(TransferState state, Action onComplete, CancellationToken cancellationToken)
    {
        var connection = new RangeConnection(services);
        while (true)
        {
            TimeSpan delay;
            try
            {
                var segment = await connection
                    .NextSegmentAsync(state, services.Connections, cancellationToken).ConfigureAwait(false);
                if (segment is null) return;
                using var other = await connection
                    .FetchAsync(state, segment, services.Connections, onReply: null, cancellationToken)
                    .ConfigureAwait(false);
                // Another version stands there now, or the server does not support range requests: the primary
                // connection decides.
                if (other is not null) return;
                if (state.Plan.IsComplete) onComplete();
                continue;
            }
            catch (SeedanceException e)
            {
                // The segment was released; when the failure concerns the primary connection too, that one reports it.
                if (!connection.TryGetNextDelay(e, connection.Received, out delay)) return;
            }

            await services.Time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }
}
