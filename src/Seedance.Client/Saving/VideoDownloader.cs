using Seedance.Api;
using Seedance.Http;
using Seedance.Saving.Download;
using Seedance.Saving.Files;

namespace Seedance.Saving;

/// <summary>
/// Brings videos to disk: to a temporary name beside the target, and to the final name only when they are whole. One instance serves
/// a run, with any number of videos at a time.
/// </summary>
public sealed class VideoDownloader(SeedanceClient client, SaveOptions options)
{
    private static readonly TimeSpan ShortLife = TimeSpan.FromHours(1);

    private readonly TimeProvider _time = client.Options.TimeProvider;
    private int _hasWarnedOfExpiry;

    /// <summary>Saves the video of a completed task, and continues what an earlier run has left of it.</summary>
    /// <param name="task">The task, completed.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="meter">Counts what arrives; null for nobody.</param>
    /// <param name="cancellationToken">Ends the download at once; what is here is kept for the next run.</param>
    /// <exception cref="SeedanceException">The video could not be saved.</exception>
    public async Task<SavedVideo> SaveAsync(SeedanceTask task, string path, DownloadMeter? meter, CancellationToken cancellationToken)
    {
        try
        {
            using var part = await PartialFile.LockAsync(path, _time, () => SayInUse(task, path), cancellationToken).ConfigureAwait(false);
            using var address = new RenewableVideoUrl(client, task);
            var source = new VideoSource(address, _time, WarnOfExpiry);
            // Whoever worked on it may have finished it meanwhile.
            if (ExistingVideo.Find(task.Id, task, path, options) is { } existing)
            {
                if (!ExistingVideo.IsNamedAfter(task.Id, path)) await EnsureSameAsync(source, existing, cancellationToken).ConfigureAwait(false);
                if (options.Metadata) TaskMetadata.WriteIfMissing(task, path, existing);
                VideoFactChecks.Warn(existing, options);
                return existing;
            }

            var isReplaced = File.Exists(path);
            var sha256 = await DownloadAsync(source, part, meter ?? new DownloadMeter(task.Id), cancellationToken).ConfigureAwait(false);
            var saved = new SavedVideo
            {
                TaskId = task.Id,
                Path = path,
                Length = part.Length,
                Sha256 = sha256,
                Task = address.Task,
            }.With(part.Facts);
            // First, so that a video that is there always has its metadata beside it.
            if (options.Metadata) TaskMetadata.Write(address.Task, path, saved);
            part.Finish(isReplaced);
            VideoFactChecks.Warn(saved, options);
            return saved;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailures.From(e, task.Id, path);
        }
    }

    private async Task<string> DownloadAsync(VideoSource source, PartialFile part, DownloadMeter meter, CancellationToken cancellationToken)
    {
        var retry = client.Retry.NewState();
        while (true)
        {
            string fault;
            var transfer = new VideoTransfer(client, options, source, part, meter);
            await using (transfer.ConfigureAwait(false))
            {
                (var sha256, var found) = await transfer.RunAsync(severalConnections: retry.FailuresInARow == 0, cancellationToken).ConfigureAwait(false);
                if (found is null) return sha256;
                fault = found;
            }

            // All of it came and it is wrong: nothing of it is worth keeping.
            part.Discard();
            var failure = VideoErrors.Invalid(source.Task.Id, fault);
            if (!retry.TryGetNextDelay(failure, out var delay)) throw failure;
            await _time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    // A name without the id may have been another task's in an earlier run: skipping that one would lose this one.
    private static async Task EnsureSameAsync(VideoSource source, SavedVideo existing, CancellationToken cancellationToken)
    {
        var length = await source.AskLengthAsync(cancellationToken).ConfigureAwait(false);
        if (length == existing.Length) return;
        throw ExistingVideo.Exists(
            existing.TaskId,
            $"The file '{existing.Path}' exists and is {existing.Length:N0} bytes long; the video of task '{existing.TaskId}' is "
            + $"{(length is null ? "of unknown length" : $"{length:N0} bytes long")}, so it is another one.");
    }

    private void SayInUse(SeedanceTask task, string path) => options.OnNotice?.Invoke(
        new SaveNotice(true, $"The video of task '{task.Id}' is being saved to '{path}' already, here or by another process; waiting for that to finish."));

    private void WarnOfExpiry(SeedanceTask task)
    {
        var left = task.VideoUrlExpires - _time.GetUtcNow();
        if (!(left > TimeSpan.Zero && left < ShortLife) || Interlocked.Exchange(ref _hasWarnedOfExpiry, 1) != 0) return;
        options.OnNotice?.Invoke(new SaveNotice(
            true, $"The address of the video of task '{task.Id}' dies in {left.Value.TotalMinutes:0} minutes; others of this run may, too."));
    }
}
