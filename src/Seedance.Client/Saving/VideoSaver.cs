using Seedance.Api;
using Seedance.Saving.Download;
using Seedance.Saving.Files;

namespace Seedance.Saving;

/// <summary>
/// Saves the videos of one run, several concurrently. For each record: find a file that is already complete, reserve
/// the name, ask for confirmation when required, download. Members may be used from any thread.
/// </summary>
public sealed class VideoSaver : IDisposable
{
    private readonly string _folder;
    private readonly SaveSession _session;
    private readonly VideoDownloader _downloader;
    private readonly VideoSaverOptions _options;
    private readonly SemaphoreSlim _downloads;

    // SaveSession is not thread-safe.
    private readonly object _sessionGate = new();

    /// <summary>Makes a saver; it neither reads nor writes anything yet.</summary>
    /// <param name="client">The client of the service, which renews expired URLs.</param>
    /// <param name="folder">The full path of the destination folder.</param>
    /// <param name="saveOptions">How each video is saved.</param>
    /// <param name="options">How the run works.</param>
    public VideoSaver(SeedanceClient client, string folder, SaveOptions saveOptions, VideoSaverOptions options)
    {
        _folder = folder;
        _session = new SaveSession(folder, saveOptions);
        _downloader = new VideoDownloader(client, saveOptions);
        _options = options;
        _downloads = new SemaphoreSlim(options.ThrottleLimit);
    }

    /// <summary>Numbers a record of the input.</summary>
    /// <param name="fileName">The template of the file name.</param>
    public SaveRequest NewRequest(string fileName)
    {
        lock (_sessionGate) return _session.NewRequest(fileName);
    }

    /// <summary>
    /// The outcome for a record for which the service need not be queried; null when a query is needed.
    /// </summary>
    public SaveResult? FindWithoutQuery(string id, SaveRequest request)
    {
        try
        {
            lock (_sessionGate)
                return _session.FindExisting(id, request) is { } existing ? new SaveResult(null, existing, null) : null;
        }
        catch (SeedanceException e)
        {
            return new SaveResult(null, null, e);
        }
    }

    /// <summary>Saves the video of a task. The name is reserved before the method returns to its caller.</summary>
    /// <param name="task">The task; one that is not completed is an error.</param>
    /// <param name="request">The record.</param>
    /// <param name="cancellationToken">Cancels the download; what is written is kept for the next run.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SaveResult> SaveAsync(SeedanceTask task, SaveRequest request, CancellationToken cancellationToken)
    {
        SaveTarget? target = null;
        var isSaved = false;
        try
        {
            SavedVideo? video;
            lock (_sessionGate)
            {
                target = _session.Reserve(task, request);
                video = _session.FindExisting(task, target);
            }

            if (video is null)
            {
                // Begun by the caller, so that confirmations are requested in the order of the input.
                var confirmation = _options.Confirm?.Invoke(target, cancellationToken);
                // On another thread: opening files and connections must not block the caller.
                video = await Task.Run(
                    () => DownloadAsync(task, target, confirmation, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }

            isSaved = video is not null;
            return new SaveResult(task, video, null);
        }
        catch (SeedanceException e)
        {
            return new SaveResult(task, null, e);
        }
        finally
        {
            if (target is not null && !isSaved) Release(target);
        }
    }

    /// <summary>Releases the saver when nothing is in flight any more.</summary>
    public void Dispose() => _downloads.Dispose();

    private async Task<SavedVideo?> DownloadAsync(
        SeedanceTask task, SaveTarget target, Task<bool>? confirmation, CancellationToken cancellationToken)
    {
        if (confirmation is not null)
        {
            if (!await confirmation.ConfigureAwait(false)) return null;
            DestinationFolder.Prepare(_folder, create: true);
        }
        else
        {
            _session.Options.OnNotice?.Invoke(
                new SaveNotice(false, $"Saving the video of task '{task.Id}' to '{target.Path}'."));
        }

        await _downloads.WaitAsync(cancellationToken).ConfigureAwait(false);
        var meter = new DownloadMeter(task.Id);
        _options.Progress?.Add(meter);
        try
        {
            return await _downloader.SaveAsync(task, target, meter, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _options.Progress?.Remove(meter);
            _downloads.Release();
        }
    }

    private void Release(SaveTarget target)
    {
        lock (_sessionGate) _session.Release(target);
    }
}
