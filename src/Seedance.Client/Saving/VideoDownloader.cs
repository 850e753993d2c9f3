using System.Net;
using System.Security.Cryptography;
using Seedance.Transport;

namespace Seedance.Saving;

/// <summary>Brings one video to disk: to a temporary name beside the target, and to its final name only when it is whole.</summary>
public sealed class VideoDownloader(SeedanceClient client, SaveOptions options)
{
    private const int BufferBytes = 128 * 1024;

    private readonly TimeProvider _time = client.Options.TimeProvider;

    /// <summary>Saves the video of a completed task.</summary>
    /// <param name="task">The task, completed.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="progress">Told of every buffer that arrives; null for nobody.</param>
    /// <param name="cancellationToken">Ends the download at once and leaves nothing under the final name.</param>
    /// <exception cref="SeedanceException">The video could not be saved.</exception>
    public async Task<SavedVideo> SaveAsync(SeedanceTask task, string path, IProgress<SaveProgress>? progress, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        try
        {
            var received = await client.Retry.RunAsync(
                token => DownloadAsync(task, part, progress, token), cancellationToken).ConfigureAwait(false);
            FileReplace.Move(part, path);
            return new SavedVideo { TaskId = task.Id, Path = path, Length = received.Length, Sha256 = received.Sha256, Task = task };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailures.From(e, task.Id, path);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<(long Length, string Sha256)> DownloadAsync(
        SeedanceTask task, string part, IProgress<SaveProgress>? progress, CancellationToken cancellationToken)
    {
        if (task.VideoUrl is null)
            throw new SeedanceException(Failure.VideoUrlMissing, $"Task '{task.Id}' is completed, and the service gave no address for its video.", task.Id);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watchdog = new StallWatchdog(stall, options.StallTimeout, _time);
        try
        {
            using var response = await VideoConnection.OpenAsync(task.VideoUrl, task.Id, null, stall.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) throw Refused(task, response.StatusCode);
            var total = response.Content.Headers.ContentLength;
            using var body = await HttpContentReader.OpenAsync(response, stall.Token).ConfigureAwait(false);
            using var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1, FileOptions.Asynchronous);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            long received = 0;
            while (true)
            {
                var read = await ReadAsync(body, buffer, task.Id, stall.Token).ConfigureAwait(false);
                if (read == 0) break;
                watchdog.Reset();
                await file.WriteAsync(buffer, 0, read, stall.Token).ConfigureAwait(false);
                hash.AppendData(buffer, 0, read);
                received += read;
                progress?.Report(new SaveProgress(task.Id, received, total));
            }

            if (total is { } expected && received != expected) throw Incomplete(task.Id, received, expected, null);
            if (Mp4Structure.FindFault(file) is { } fault)
                throw new SeedanceException(Failure.VideoInvalid, $"What the storage host sent for task '{task.Id}' is not a whole MP4 video: {fault}.", task.Id);
            file.Flush(flushToDisk: true);
            return (received, Hex.Lower(hash.GetHashAndReset()));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SeedanceException(
                Failure.VideoIncomplete, $"The download of task '{task.Id}' stalled: no byte came for {options.StallTimeout.TotalSeconds:0} seconds.", task.Id, e);
        }
        catch (HttpRequestException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SeedanceException(Failure.ConnectionFailed, $"The storage host could not be reached for task '{task.Id}': {e.Message}", task.Id, e);
        }
    }

    // A read that fails is the network's fault, a write that fails is the disk's: they must not look alike.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, string taskId, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SeedanceException(Failure.VideoIncomplete, $"The download of task '{taskId}' broke off: {e.Message}", taskId, e);
        }
    }

    private static SeedanceException Incomplete(string taskId, long received, long expected, Exception? inner) =>
        new(Failure.VideoIncomplete, $"The download of task '{taskId}' broke off after {received} of {expected} bytes.", taskId, inner);

    private static SeedanceException Refused(SeedanceTask task, HttpStatusCode status) => new(
        Failure.VideoRefused, $"The storage host refused the video of task '{task.Id}' (HTTP {(int)status}).", task.Id)
    {
        StatusCode = status,
    };
}
