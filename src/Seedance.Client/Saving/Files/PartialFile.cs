using Seedance.FileSystem;
using Seedance.Saving.Download;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Files;

/// <summary>
/// An unfinished video: <c>NAME.part</c> with its bytes, and <c>NAME.part.json</c> with the resume record. The process
/// that holds the lock on the second may write to the first and rename it; no other process may.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>Added to the name of a video while it is unfinished.</summary>
    public const string Suffix = ".part";

    private const string RecordSuffix = Suffix + ".json";

    private readonly string _path;
    private readonly DownloadLock _lock;
    private readonly TimeProvider _time;
    private readonly CheckpointSchedule _checkpoints;
    private PositionalFile? _file;
    private ResumeRecord? _record;
    private bool _isFinished;

    private PartialFile(string target, DownloadLock heldLock, TimeProvider time)
    {
        (Target, _path, _lock, _time) = (target, FileSystemCalls.LongPath(target), heldLock, time);
        _checkpoints = new CheckpointSchedule(time);
    }

    /// <summary>The full path of the finished video.</summary>
    public string Target { get; }

    /// <summary>The number of bytes in the file now; the video's size once it is whole.</summary>
    public long Length => _file!.Length;

    /// <summary>What the file states about its video; known after <see cref="FindFault"/>.</summary>
    public VideoFacts Facts { get; private set; } = VideoFacts.Unknown;

    private string PartPath => _path + Suffix;

    private bool CanContinue => _record is { Version.CanContinue: true, Done.Count: > 0 };

    /// <summary>Waits until no other process works on the same video, and keeps all others from it.</summary>
    /// <param name="target">The full path of the finished video.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onWaiting">Called once when another process works on it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="IOException">
    /// The folder cannot be written to, or a name is taken by a link or a folder.
    /// </exception>
    public static async Task<PartialFile> LockAsync(
        string target, TimeProvider time, Action onWaiting, CancellationToken cancellationToken)
    {
        var path = FileSystemCalls.LongPath(target);
        var held = await DownloadLock.AcquireAsync(path + RecordSuffix, time, onWaiting, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            PlainFile.Ensure(path + Suffix);
            return new PartialFile(target, held, time);
        }
        catch
        {
            // A record of an earlier run stays; a file that was just created for the lock does not.
            if (held.Stream.Length == 0) held.Delete();
            else held.Dispose();
            throw;
        }
    }

    /// <summary>True when a process works on this video, or one that was killed has left something of it.</summary>
    public static bool Exists(string target) => File.Exists(FileSystemCalls.LongPath(target) + RecordSuffix);

    /// <summary>
    /// Opens what an earlier run has left of this task's video; null when there is nothing that can be continued.
    /// </summary>
    public ResumeRecord? Open(string taskId)
    {
        if (ResumeRecord.Read(_lock.Stream) is not { Version.CanContinue: true, Done.Count: > 0 } record
            || record.TaskId != taskId || !File.Exists(PartPath)) return null;
        _file = PositionalFile.Open(PartPath);
        return _file.Length < record.Done[record.Done.Count - 1].End ? null : _record = record;
    }

    /// <summary>Begins with no bytes.</summary>
    public void Start(string taskId, VideoVersion version)
    {
        var isRestart = _lock.Stream.Length > 0;
        _record = new ResumeRecord { TaskId = taskId, Version = version };
        WriteRecord(_record);
        // The record of the old bytes must be gone from the disk before they are.
        if (isRestart) _lock.Stream.Flush(flushToDisk: true);
        if (_file is null) _file = PositionalFile.Create(PartPath);
        else _file.SetLength(0);
        _checkpoints.Restart();
    }

    /// <summary>
    /// Counts written bytes, and writes the resume record when that is due. May be called from any thread.
    /// </summary>
    /// <param name="written">The number of bytes.</param>
    /// <param name="readDone">Gives the ranges that are written, sorted.</param>
    public void Note(int written, Func<IReadOnlyList<ByteRange>> readDone)
    {
        if (!_checkpoints.TryBegin(written)) return;
        Record(readDone);
        _checkpoints.End();
    }

    /// <summary>Writes the resume record, after the bytes that it describes are on disk.</summary>
    /// <param name="readDone">Gives the ranges that are written, sorted.</param>
    public void Record(Func<IReadOnlyList<ByteRange>> readDone)
    {
        if (_record is null || _file is null || _isFinished) return;
        _checkpoints.Measure(() =>
        {
            var done = readDone();
            _file.FlushToDisk();
            WriteRecord(_record = _record with { Done = done });
        });
    }

    /// <summary>Writes bytes at an offset. May be called from any thread.</summary>
    public ValueTask WriteAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken) =>
        _file!.WriteAsync(buffer, count, offset, cancellationToken);

    /// <summary>Reads bytes at an offset. May be called from any thread.</summary>
    public ValueTask<int> ReadAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken) =>
        _file!.ReadAsync(buffer, count, offset, cancellationToken);

    /// <summary>
    /// What is wrong with the structure of the file; null when it is a whole video. Not while anything is written.
    /// </summary>
    public string? FindFault(long length)
    {
        // Bytes of an earlier, longer video may follow.
        _file!.SetLength(length);
        (var fault, Facts) = Mp4Structure.Inspect(_file.Stream);
        return fault;
    }

    /// <summary>Brings all bytes to disk and gives the file its final name in one step.</summary>
    /// <param name="overwrite">Whether a file under the final name may be replaced.</param>
    /// <param name="cancellationToken">Cancels the wait for another program that has the file open.</param>
    /// <exception cref="IOException">
    /// The file could not be renamed; the message states why. It is kept for the next run.
    /// </exception>
    public async Task FinishAsync(bool overwrite, CancellationToken cancellationToken)
    {
        _file!.FlushToDisk();
        var length = _file.Length;
        _isFinished = true;
        // Windows does not rename open files. The lock still keeps other processes away.
        _file.Dispose();
        try
        {
            await FileRetry.RunAsync(() => FileSystemCalls.Move(PartPath, _path, overwrite), _time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RecordWhole(length);
            if (e is IOException or UnauthorizedAccessException
                && WriteFailures.WhyNotRenamed(_path, overwrite) is { } reason)
                throw new IOException(reason, e);
            throw;
        }

        _lock.Delete();
    }

    /// <summary>Removes all bytes.</summary>
    public void Discard()
    {
        _record = null;
        _lock.Stream.SetLength(0);
        _file?.Dispose();
        _file = null;
    }

    /// <summary>
    /// Removes all bytes from the download, and keeps them beside the target (<see cref="RefusedFile"/>).
    /// </summary>
    public void SetAside()
    {
        Discard();
        RefusedFile.Keep(PartPath, _path);
    }

    /// <summary>Releases the video. What can be continued is kept.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        if (!_isFinished && !CanContinue) DeleteAll();
        _lock.Dispose();
    }

    private void WriteRecord(ResumeRecord record)
    {
        var bytes = record.Write();
        var stream = _lock.Stream;
        stream.Position = 0;
        stream.Write(bytes, 0, bytes.Length);
        stream.Flush();
        if (stream.Length != bytes.Length) stream.SetLength(bytes.Length);
    }

    // So that the next run has only to rename the file.
    private void RecordWhole(long length)
    {
        try
        {
            if (_record is not null) WriteRecord(_record with { Done = [new ByteRange(0, length)] });
        }
        catch (IOException)
        {
            // The record before this one is still valid.
        }
    }

    private void DeleteAll()
    {
        try
        {
            File.Delete(PartPath);
            _lock.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder was removed or became read-only. What cannot be continued is no loss.
        }
    }
}
