using Seedance.Api;

namespace Seedance.Saving.Download;

/// <summary>
/// The URL of one video, renewed by a request to the service when it has expired. All connections of a download share
/// it.
/// </summary>
internal sealed class RenewableVideoUrl(SeedanceClient client, SeedanceTask task) : IDisposable
{
    private readonly SemaphoreSlim _renewing = new(1);
    private readonly TimeProvider _time = client.Options.TimeProvider;
    private volatile SeedanceTask _task = task;

    // A URL that the service has just given although it looks expired: the local clock is wrong.
    private volatile string? _trusted;

    /// <summary>The task as the service last described it.</summary>
    public SeedanceTask Task => _task;

    /// <summary>
    /// The task with a URL to try. A URL that is missing or looks expired is renewed first; when that fails, an
    /// existing one is tried.
    /// </summary>
    /// <param name="cancellationToken">Cancels the request to the service.</param>
    /// <returns>The task, and whether the service has just given its URL.</returns>
    /// <exception cref="SeedanceException">There is no URL.</exception>
    public async Task<(SeedanceTask Task, bool IsRenewed)> GetAsync(CancellationToken cancellationToken)
    {
        var current = _task;
        if (current.VideoUrl is null)
            return (await RenewAsync(current, isGone: false, cancellationToken).ConfigureAwait(false), true);
        if (!(current.VideoUrlExpires <= _time.GetUtcNow()) || current.VideoUrl == _trusted) return (current, false);
        try
        {
            var renewed = await RenewAsync(current, isGone: false, cancellationToken).ConfigureAwait(false);
            _trusted = renewed.VideoUrl;
            return (renewed, true);
        }
        catch (SeedanceException)
        {
            // The storage host decides whether the old URL is still valid. If it is not, its response leads to another
            // renewal.
            return (current, false);
        }
    }

    /// <summary>Requests a new URL from the service; once for all connections that used the same URL.</summary>
    /// <param name="refused">The task with the URL that was refused.</param>
    /// <param name="isGone">True when the storage host responded with 410: the video no longer exists.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SeedanceException">The service gave no URL.</exception>
    public async Task<SeedanceTask> RenewAsync(SeedanceTask refused, bool isGone, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(_task, refused)) return _task;
            var renewed = await client.QueryAsync(refused.Id, cancellationToken).ConfigureAwait(false);
            if (renewed.VideoUrl is not null) return _task = renewed.WithOriginOf(refused);
            // One response without a URL proves nothing: the service has been seen to leave it out, and to report an
            // earlier status.
            var isExpired = isGone || renewed.Status == SeedanceTaskStatus.Expired
                || VideoErrors.IsLifetimeOver(refused, _time.GetUtcNow());
            throw isExpired ? VideoErrors.Expired(renewed) : VideoErrors.UrlMissing(renewed);
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();
}
