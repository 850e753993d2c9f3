using System.Runtime.InteropServices;
using Seedance.Http;
using Seedance.Saving.Download;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Files;

/// <summary>
/// An unfinished video: <c>name.part</c> with its bytes, and <c>name.part.json</c> with what is needed to continue them.
/// Whoever has the second one open has the right to write to the first and to rename it; no other process has.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>What is added to the name of a video while it is not finished.</summary>
    public const string Suffix = ".part";

    private const string StateSuffix = Suffix + ".json";

    // What a crash may cost at most: so many bytes, or so long.
    private const long CheckpointBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    // A slow disk must not spend its time on being flushed: at most a tenth of it.
    private const int CheckpointShare = 10;

    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(100);

    private readonly string _target;
    private readonly FileStream _lock;
    private readonly TimeProvider _time;
    private FileStream? _file;
    private ResumeRecord? _state;
    private bool _isFinished;
    private long _unrecorded;
    private long _recordedAt;
    private TimeSpan _recordingTook;
    private int _isRecording;

    private PartialFile(string target, FileStream heldLock, TimeProvider time) => (_target, _lock, _time) = (target, heldLock, time);

    /// <summary>The full path of the finished video.</summary>
    public string Target => _target;

    /// <summary>The number of bytes in the file now; the video's size once it is whole.</summary>
    public long Length => _file!.Length;

    /// <summary>What the file states about its video; known after <see cref="FindFault"/>.</summary>
    public VideoFacts Facts { get; private set; } = VideoFacts.Unknown;

    private string PartPath => _target + Suffix;

    /// <summary>Waits until no other process works on the same video, and keeps all others from it.</summary>
    /// <param name="target">The full path of the finished video.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onWaiting">Called once when another process works on it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static async Task<PartialFile> LockAsync(string target, TimeProvider time, Action onWaiting, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (TryLock(target) is { } held) return new PartialFile(target, held, time);
            if (isFirst) onWaiting();
            await time.DelayAsync(LockPollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes away what a run that was ended after the renaming has left.</summary>
    public static void Sweep(string target)
    {
        if (File.Exists(target + StateSuffix) && TryLock(target) is { } held) DeleteLock(held);
    }

    /// <summary>Opens what an earlier run has left of this task's video; null when there is nothing that could be continued.</summary>
    public ResumeRecord? Open(string taskId)
    {
        if (ResumeRecord.Read(_lock) is not { Version.CanContinue: true, Done.Count: > 0 } state || state.TaskId != taskId || !File.Exists(PartPath))
            return null;
        OpenFile(FileMode.Open);
        if (_file!.Length < state.Done[state.Done.Count - 1].End) return null;
        return _state = state;
    }

    /// <summary>Begins with no bytes.</summary>
    public void Start(string taskId, VideoVersion version)
    {
        var isRestart = _lock.Length > 0;
        _state = new ResumeRecord { TaskId = taskId, Version = version };
        WriteState(_state);
        // What was said of the old bytes must be gone before they are.
        if (isRestart) _lock.Flush(flushToDisk: true);
        if (_file is null) OpenFile(FileMode.Create);
        else _file.SetLength(0);
        (_unrecorded, _recordedAt) = (0, _time.GetTimestamp());
    }

    /// <summary>Notes that so many bytes were written, and records what is there when that is due.</summary>
    public void Note(int written, TransferPlan plan)
    {
        var unrecorded = Interlocked.Add(ref _unrecorded, written);
        var since = _time.GetElapsedTime(Volatile.Read(ref _recordedAt));
        if ((unrecorded < CheckpointBytes && since < CheckpointInterval) || since.Ticks < _recordingTook.Ticks * CheckpointShare) return;
        if (Interlocked.Exchange(ref _isRecording, 1) != 0) return;
        Record(plan);
        Volatile.Write(ref _isRecording, 0);
    }

    /// <summary>Records what is there: first the bytes go to disk, then the word of them.</summary>
    public void Record(TransferPlan plan)
    {
        if (_state is null || _file is null) return;
        Interlocked.Exchange(ref _unrecorded, 0);
        var started = _time.GetTimestamp();
        var done = plan.Done();
        // Finish has flushed and closed the file when it could not rename it.
        if (_file.CanWrite) FlushToDisk();
        WriteState(_state = _state with { Done = done });
        _recordingTook = _time.GetElapsedTime(started);
        Volatile.Write(ref _recordedAt, _time.GetTimestamp());
    }

#if NET
    /// <summary>Writes bytes at an offset. May be called from any thread.</summary>
    public ValueTask WriteAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return RandomAccess.WriteAsync(_file!.SafeFileHandle, buffer.AsMemory(0, count), offset, cancellationToken);
        // Elsewhere an asynchronous write is a synchronous one on another thread: that would only add a change of threads.
        cancellationToken.ThrowIfCancellationRequested();
        RandomAccess.Write(_file!.SafeFileHandle, buffer.AsSpan(0, count), offset);
        return default;
    }

    /// <summary>Reads bytes at an offset. May be called from any thread.</summary>
    public ValueTask<int> ReadAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_file!.SafeFileHandle, buffer.AsMemory(0, count), offset, cancellationToken);
#else
    private readonly SemaphoreSlim _position = new(1);

    /// <summary>Writes bytes at an offset. May be called from any thread.</summary>
    public async ValueTask WriteAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        await _position.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file!.Position = offset;
            await _file.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            // Nothing may stay in a buffer of the stream: others read and flush past it.
            await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _position.Release();
        }
    }

    /// <summary>Reads bytes at an offset. May be called from any thread.</summary>
    public async ValueTask<int> ReadAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        await _position.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file!.Position = offset;
            return await _file.ReadAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _position.Release();
        }
    }
#endif

    /// <summary>Says what is wrong with the structure of what is there; null when it is a whole video. To be called when nobody writes.</summary>
    public string? FindFault(long length)
    {
        // Bytes of an earlier, longer video may stand behind.
        if (_file!.Length != length) _file.SetLength(length);
        (var fault, Facts) = Mp4Structure.Inspect(_file);
        return fault;
    }

    /// <summary>Brings all bytes to disk and gives the file its final name in one step.</summary>
    public void Finish(bool overwrite)
    {
        FlushToDisk();
        _isFinished = true;
        // Windows renames no open file; the lock still keeps others away.
        _file!.Dispose();
        FileReplace.Move(PartPath, _target, overwrite);
        DeleteLock(_lock);
    }

    /// <summary>Forgets all bytes.</summary>
    public void Discard()
    {
        _state = null;
        _lock.SetLength(0);
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Lets others at it. What can be continued stays.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        if (!_isFinished && _state is not { Version.CanContinue: true, Done.Count: > 0 }) DeleteAll();
        _lock.Dispose();
    }

    private static FileStream? TryLock(string target)
    {
        try
        {
            var held = new FileStream(target + StateSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            // Whoever had it may have taken it away between the opening and the locking.
            if (File.Exists(target + StateSuffix)) return held;
            held.Dispose();
            return null;
        }
        catch (IOException e) when (WriteFailures.IsInUse(e))
        {
            return null;
        }
    }

    // Windows deletes no open file: there it is closed first, and another process that opens it in between keeps it,
    // because the deletion then fails. Unix deletes open files: there only the holder of the lock may delete it.
    private static void DeleteLock(FileStream held)
    {
        var path = held.Name;
        if (!IsWindows)
        {
            File.Delete(path);
            held.Dispose();
            return;
        }

        held.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open: it works on the same video, and deletes it in the end.
        }
    }

    private void OpenFile(FileMode mode) =>
        _file = new FileStream(PartPath, mode, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);

    private void FlushToDisk()
    {
#if NET
        RandomAccess.FlushToDisk(_file!.SafeFileHandle);
#else
        _file!.Flush(flushToDisk: true);
#endif
    }

    private void WriteState(ResumeRecord state)
    {
        var bytes = state.Write();
        _lock.Position = 0;
        _lock.Write(bytes, 0, bytes.Length);
        _lock.Flush();
        if (_lock.Length != bytes.Length) _lock.SetLength(bytes.Length);
    }

    private void DeleteAll()
    {
        try
        {
            File.Delete(PartPath);
            DeleteLock(_lock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or no longer ours: nothing is lost with what could not be continued.
        }
    }
}
