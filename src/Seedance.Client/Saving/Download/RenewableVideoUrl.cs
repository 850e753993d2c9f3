using Seedance.Api;

namespace Seedance.Saving.Download;

/// <summary>The address of one video, renewed when it dies. All connections of a download share it.</summary>
internal sealed class RenewableVideoUrl(SeedanceClient client, SeedanceTask task) : IDisposable
{
    private readonly SemaphoreSlim _renewing = new(1);
    private readonly TimeProvider _time = client.Options.TimeProvider;
    private volatile SeedanceTask _task = task;

    // Fresh from the service, and still it looks expired: then it is this machine's clock.
    private volatile string? _trusted;

    /// <summary>The task as it was last described.</summary>
    public SeedanceTask Task => _task;

    /// <summary>The task with an address to try. One that is missing or looks expired is renewed first, and then tried anyway.</summary>
    /// <exception cref="SeedanceException">There is no address.</exception>
    public async Task<(SeedanceTask Task, bool IsRenewed)> GetAsync(CancellationToken cancellationToken)
    {
        var current = _task;
        if (current.VideoUrl is null) return (await RenewAsync(current, cancellationToken).ConfigureAwait(false), true);
        if (!(current.VideoUrlExpires <= _time.GetUtcNow()) || current.VideoUrl == _trusted) return (current, false);
        try
        {
            var renewed = await RenewAsync(current, cancellationToken).ConfigureAwait(false);
            _trusted = renewed.VideoUrl;
            return (renewed, true);
        }
        catch (SeedanceException)
        {
            // The old one may still do; if it does not, the refusal leads back here.
            return (current, false);
        }
    }

    /// <summary>Asks the service for a fresh address; once for all connections whose address was the same.</summary>
    /// <param name="refused">The task with the address that will not do.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="SeedanceException">There is none.</exception>
    public async Task<SeedanceTask> RenewAsync(SeedanceTask refused, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(_task, refused)) return _task;
            var fresh = await client.QueryAsync(refused.Id, cancellationToken).ConfigureAwait(false);
            if (fresh.VideoUrl is not null) return _task = fresh.WithOriginOf(refused);
            throw refused.VideoUrl is null && fresh.Status != SeedanceTaskStatus.Expired ? Missing(fresh) : VideoErrors.Expired(fresh);
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    private static SeedanceException Missing(SeedanceTask task) => new(
        Failure.VideoUrlMissing, $"Task '{task.Id}' is completed, and the service gave no address for its video.", task.Id)
    {
        LastKnownTask = task,
    };
}
