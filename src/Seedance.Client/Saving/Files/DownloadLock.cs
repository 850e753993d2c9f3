using System.Runtime.InteropServices;
using Seedance.FileSystem;
using Seedance.Http;

namespace Seedance.Saving.Files;

/// <summary>
/// The right to work on one video, for one process at a time: the file <c>NAME.part.json</c>, open without sharing. It
/// holds the resume record. The system releases it when the process ends in any way.
/// </summary>
internal sealed class DownloadLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // A file about to be deleted looks like one without permission: only after so many attempts it is the latter.
    private const int MaximumDenials = 20;

    private readonly string _path;

    private DownloadLock(string path, FileStream stream) => (_path, Stream) = (path, stream);

    /// <summary>The open file.</summary>
    public FileStream Stream { get; }

    /// <summary>Waits until no other process has the lock, and takes it.</summary>
    /// <param name="path">The full path of the file that is the lock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onWaiting">Called once when another process has it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file is not writable.</exception>
    public static async Task<DownloadLock> AcquireAsync(
        string path, TimeProvider time, Action onWaiting, CancellationToken cancellationToken)
    {
        var denials = 0;
        for (var isFirst = true; ;)
        {
            try
            {
                if (TryAcquire(path) is { } acquired) return acquired;
                if (isFirst) onWaiting();
                isFirst = false;
            }
            catch (UnauthorizedAccessException e) when (FileRetry.MayPass(e) && ++denials <= MaximumDenials)
            {
            }

            await time.DelayAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock; null when another process has it.</summary>
    public static DownloadLock? TryAcquire(string path)
    {
        PlainFile.Ensure(path);
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (WriteFailures.IsInUse(e))
        {
            return null;
        }

        try
        {
            PlainFile.Ensure(path);
            if (!stream.CanSeek)
                throw new IOException($"'{path}' is not a regular file. Remove it and run the command again.");
            // Between opening and locking, its former holder may have deleted it, and a third process may have created
            // it anew.
            if (FileSystemCalls.IsStillNamed(stream, path)) return new DownloadLock(path, stream);
            stream.Dispose();
            return null;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the file and releases the lock.</summary>
    public void Delete()
    {
        // Unix deletes open files: only the holder of the lock may do it, hence before the release.
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            File.Delete(_path);
            Stream.Dispose();
            return;
        }

        // Windows does not delete open files. A process that opens it after the release keeps it, because the deletion
        // then fails.
        Stream.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever has it open works on the same video and deletes it in the end; else the next run does.
        }
    }

    /// <summary>Releases the lock and keeps the file.</summary>
    public void Dispose() => Stream.Dispose();
}
