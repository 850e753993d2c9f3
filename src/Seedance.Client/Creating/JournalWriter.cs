using Seedance.FileSystem;
using Seedance.Saving.Files;

namespace Seedance.Creating;

/// <summary>
/// Writes the lines of a journal: each is decided by the state, under the lock of the file and after the lines of other
/// processes have been read. While one group of lines is brought to the disk, the next one gathers, so that many lines
/// cost one flush. May be used from any thread.
/// </summary>
/// <param name="path">The file's full path.</param>
/// <param name="state">What the file amounts to.</param>
/// <param name="file">The file; null when nothing can be written.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalWriter(string path, JournalState state, JournalFile? file, TimeProvider time) : IDisposable
{
    // Longer than any flush; a process that is suspended while it holds the lock must not stop this one for ever.
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private List<PendingLine> _pending = [];
    private bool _isWriting;
    private bool _isInGroup;
    private bool _isDisposed;
    private SeedanceException? _failure;

    /// <summary>Reads the state.</summary>
    public T Read<T>(Func<JournalState, T> read)
    {
        lock (_gate) return read(state);
    }

    /// <summary>Closes the file once what is to be written is on the disk: at once when nothing is pending.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _failure ??= new SeedanceException(Failure.JournalFailed, $"The journal '{path}' is closed.");
            _isDisposed = true;
            CloseWhenIdle();
        }
    }

    /// <summary>Appends a line; it is on the disk when the task has completed.</summary>
    /// <param name="decide">Makes the line; null for none.</param>
    /// <param name="cancellationToken">Leaves the line out when it is not decided yet.</param>
    /// <exception cref="SeedanceException"><see cref="Failure.JournalFailed"/>: it could not be written.</exception>
    public Task AppendAsync(Func<JournalState, byte[]?> decide, CancellationToken cancellationToken)
    {
        if (file is null) return Task.CompletedTask;
        var line = new PendingLine(decide, cancellationToken);
        lock (_gate)
        {
            if (_failure is not null) return Task.FromException(_failure);
            _pending.Add(line);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WritePendingAsync, CancellationToken.None);
            }
        }

        return line.Done.Task;
    }

    // While one group is brought to the disk, the next one gathers.
    private async Task WritePendingAsync()
    {
        while (true)
        {
            List<PendingLine> group;
            lock (_gate)
            {
                if (_pending.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (group, _pending) = (_pending, []);
                _isInGroup = true;
            }

            try
            {
                await WriteAsync(group).ConfigureAwait(false);
                LeaveGroup();
                foreach (var line in group) line.Done.TrySetResult(true);
                // Those who waited go on first and may add their next lines to the next group.
                await Task.Yield();
            }
            catch (Exception e)
            {
                // Whatever it is: callers wait for the group, and must not send what is not on the disk.
                var failure = Fail(group, e);
                LeaveGroup();
                foreach (var line in group) line.Done.TrySetException(failure);
            }
        }
    }

    // Before the callers go on: they may dispose of the journal, and Windows neither moves nor deletes an open file.
    private void LeaveGroup()
    {
        lock (_gate)
        {
            _isInGroup = false;
            CloseWhenIdle();
        }
    }

    // The file must not be closed under a group that is being written. Called under the lock.
    private void CloseWhenIdle()
    {
        if (_isDisposed && !_isInGroup && _pending.Count == 0) file?.Dispose();
    }

    private async Task WriteAsync(List<PendingLine> group)
    {
        using var held = await JournalLock.AcquireAsync(path, time, LockLimit, CancellationToken.None)
            .ConfigureAwait(false);
        using var lines = new MemoryStream();
        lock (_gate)
        {
            file!.CatchUp();
            foreach (var pending in group)
            {
                // A caller that stopped waiting has sent nothing, so no line may state that it did.
                if (pending.CancellationToken.IsCancellationRequested || pending.Decide(state) is not { } line)
                {
                    if (pending.CancellationToken.IsCancellationRequested)
                        pending.Done.TrySetCanceled(pending.CancellationToken);
                    continue;
                }

                // Seen by the lines after it, which may have the same key.
                state.Apply(line.AsSpan(0, line.Length - 1), file.End + lines.Length);
                lines.Write(line, 0, line.Length);
            }
        }

        if (lines.Length > 0) file!.Append(lines.GetBuffer(), (int)lines.Length);
    }

    // The state has lines that the file may lack: nothing more can be decided by it.
    private SeedanceException Fail(List<PendingLine> group, Exception exception)
    {
        var isFull = exception is IOException full && WriteFailures.IsDiskFull(full);
        var reason = isFull ? "the disk is full" : ServiceText.Clean(exception.Message).TrimEnd('.');
        var failure = new SeedanceException(
            Failure.JournalFailed, $"The journal '{path}' could not be written: {reason}.", null, exception);
        lock (_gate)
        {
            _failure ??= failure;
            group.AddRange(_pending);
            _pending = [];
        }

        return failure;
    }

    private sealed class PendingLine(Func<JournalState, byte[]?> decide, CancellationToken cancellationToken)
    {
        public Func<JournalState, byte[]?> Decide { get; } = decide;

        public CancellationToken CancellationToken { get; } = cancellationToken;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
