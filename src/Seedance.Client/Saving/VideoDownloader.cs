using Seedance.Api;
using Seedance.FileSystem;
using Seedance.Http;
using Seedance.Saving.Download;
using Seedance.Saving.Files;
using Seedance.Telemetry;

namespace Seedance.Saving;

/// <summary>
/// Saves videos: under a temporary name beside the target first, and under the final name only when they are whole. One
/// instance serves a run, with any number of videos at a time.
/// </summary>
public sealed class VideoDownloader(SeedanceClient client, SaveOptions options)
{
    // Below this remaining lifetime of a URL there is a warning.
    private static readonly TimeSpan ShortLifetime = TimeSpan.FromHours(1);

    private readonly TimeProvider _time = client.Options.TimeProvider;
    private int _hasWarnedOfExpiry;

    /// <summary>
    /// Saves the video of a completed task to a file. An existing file is this task's when its name is the id.
    /// </summary>
    /// <param name="task">The completed task.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="meter">Counts the bytes; null when nothing shows them.</param>
    /// <param name="cancellationToken">Cancels the download; what is written is kept for the next run.</param>
    /// <exception cref="SeedanceException">The video could not be saved.</exception>
    public Task<SavedVideo> SaveAsync(
        SeedanceTask task, string path, DownloadMeter? meter, CancellationToken cancellationToken)
    {
        var identifiesTask = Path.GetFileNameWithoutExtension(path) == task.Id;
        var target = new SaveTarget { TaskId = task.Id, Path = path, IdentifiesTask = identifiesTask };
        return SaveAsync(task, target, meter, cancellationToken);
    }

    /// <summary>Saves the video of a completed task, and continues what an earlier run has left of it.</summary>
    /// <param name="task">The completed task.</param>
    /// <param name="target">The place of the file.</param>
    /// <param name="meter">Counts the bytes; null when nothing shows them.</param>
    /// <param name="cancellationToken">Cancels the download; what is written is kept for the next run.</param>
    /// <exception cref="SeedanceException">The video could not be saved.</exception>
    public async Task<SavedVideo> SaveAsync(
        SeedanceTask task, SaveTarget target, DownloadMeter? meter, CancellationToken cancellationToken)
    {
        using var span = Span.Start("save", task.Id);
        try
        {
            var saved = await SaveOrFindAsync(task, target, meter, cancellationToken).ConfigureAwait(false);
            span.SetTask(task);
            span.SetLength(saved.Length);
            return saved;
        }
        catch (SeedanceException e)
        {
            span.SetError(e);
            throw;
        }
    }

    private async Task<SavedVideo> SaveOrFindAsync(
        SeedanceTask task, SaveTarget target, DownloadMeter? meter, CancellationToken cancellationToken)
    {
        var path = target.Path;
        try
        {
            using var part = await PartialFile.LockAsync(path, _time, () => NotifyInUse(task, path), cancellationToken)
                .ConfigureAwait(false);
            using var url = new RenewableVideoUrl(client, task);
            var source = new VideoSource(client, url, options.StallTimeout, _time, WarnOfExpiry);
            // The process that held the lock may have saved it meanwhile.
            if (ExistingVideo.Find(target, task, options) is { } existing)
            {
                if (!ExistingVideo.IsProven(target, existing.Length, new FolderListing(Path.GetDirectoryName(path)!)))
                    await EnsureSameAsync(source, target, cancellationToken).ConfigureAwait(false);
                if (options.Metadata) TaskMetadata.Write(task, existing, options);
                VideoFactChecks.Warn(existing, options);
                return existing;
            }

            var services = new TransferServices(
                source, part, meter ?? new DownloadMeter(task.Id), client.Retry, _time, options.ConnectionsPerVideo);
            var saved = await DownloadAsync(services, path, cancellationToken).ConfigureAwait(false);
            VideoFactChecks.Warn(saved, options);
            return saved;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailures.From(e, task.Id, path);
        }
    }

    private async Task<SavedVideo> DownloadAsync(
        TransferServices services, string path, CancellationToken cancellationToken)
    {
        var isReplaced = options.Force || File.Exists(path);
        var retry = new RetryState(client.Retry);
        while (true)
        {
            string fault;
            var transfer = new VideoTransfer(services, severalConnections: retry.FailuresInARow == 0);
            await using (transfer.ConfigureAwait(false))
            {
                (var sha256, var found) = await transfer.RunAsync(cancellationToken).ConfigureAwait(false);
                if (found is null)
                {
                    var saved = await FinishAsync(services, path, isReplaced, sha256, cancellationToken)
                        .ConfigureAwait(false);
                    transfer.SetSaved();
                    return saved;
                }

                fault = found;
            }

            // All bytes arrived and they are wrong. The last ones are kept, so that the user can look at them.
            var failure = VideoErrors.Invalid(services.TaskId, fault);
            Counters.CountFailure("download", failure);
            if (!retry.TryGetNextDelay(failure, out var delay))
            {
                services.Part.SetAside();
                throw failure;
            }

            services.Part.Discard();
            await _time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SavedVideo> FinishAsync(
        TransferServices services, string path, bool isReplaced, string sha256, CancellationToken cancellationToken)
    {
        var task = services.Source.Task;
        var saved = new SavedVideo
        {
            TaskId = task.Id,
            Path = path,
            Length = services.Part.Length,
            Sha256 = sha256,
            Task = task,
            Facts = services.Part.Facts,
        };
        // First, so that a video under its final name always has its metadata.
        if (options.Metadata) TaskMetadata.Write(task, saved, options);
        await services.Part.FinishAsync(isReplaced, cancellationToken).ConfigureAwait(false);
        return saved;
    }

    // A file whose name does not prove whose it is may be another task's: skipping it would lose this video.
    private async Task EnsureSameAsync(VideoSource source, SaveTarget target, CancellationToken cancellationToken)
    {
        var version = await client.Retry.RunAsync(source.GetVersionAsync, cancellationToken).ConfigureAwait(false);
        await ExistingVideo.EnsureSameAsync(target, version, cancellationToken).ConfigureAwait(false);
    }

    private void NotifyInUse(SeedanceTask task, string path) => options.OnNotice?.Invoke(new SaveNotice(
        true,
        $"The video of task '{task.Id}' is being saved to '{path}' by another command or process. "
        + "Waiting until that has finished."));

    private void WarnOfExpiry(SeedanceTask task)
    {
        var remaining = task.VideoUrlExpires - _time.GetUtcNow();
        if (!(remaining > TimeSpan.Zero && remaining < ShortLifetime)) return;
        if (Interlocked.Exchange(ref _hasWarnedOfExpiry, 1) != 0) return;
        options.OnNotice?.Invoke(new SaveNotice(
            true,
            $"The URL of the video of task '{task.Id}' expires in {remaining.Value.TotalMinutes:0} minutes. "
            + "Other URLs of this run may expire soon, too."));
    }
}
