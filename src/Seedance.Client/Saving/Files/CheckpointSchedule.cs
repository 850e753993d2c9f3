namespace Seedance.Saving.Files;

/// <summary>
/// Decides when the resume record is written. A crash costs at most 4 MiB or one second of download, unless the disk is
/// slow: then at most a tenth of the time is spent on writing records.
/// </summary>
internal sealed class CheckpointSchedule(TimeProvider time)
{
    private const long MaximumUnrecordedBytes = 4 * 1024 * 1024;
    private const int MinimumRatioToCost = 10;
    private static readonly TimeSpan MaximumInterval = TimeSpan.FromSeconds(1);

    private long _unrecordedBytes;
    private long _recordedAt = time.GetTimestamp();
    private long _costTicks;
    private int _isRecording;

    /// <summary>Starts with nothing to record.</summary>
    public void Restart()
    {
        Interlocked.Exchange(ref _unrecordedBytes, 0);
        Volatile.Write(ref _recordedAt, time.GetTimestamp());
    }

    /// <summary>
    /// Adds written bytes; true when a record is due and no other thread is writing one. May be called from any thread.
    /// </summary>
    public bool TryBegin(int writtenBytes)
    {
        var unrecorded = Interlocked.Add(ref _unrecordedBytes, writtenBytes);
        var since = time.GetElapsedTime(Volatile.Read(ref _recordedAt));
        if (unrecorded < MaximumUnrecordedBytes && since < MaximumInterval) return false;
        return since.Ticks >= Volatile.Read(ref _costTicks) * MinimumRatioToCost
            && Interlocked.Exchange(ref _isRecording, 1) == 0;
    }

    /// <summary>Allows the next record after one that <see cref="TryBegin"/> has begun.</summary>
    public void End() => Volatile.Write(ref _isRecording, 0);

    /// <summary>Runs what writes a record, and measures its cost.</summary>
    public void Measure(Action record)
    {
        Interlocked.Exchange(ref _unrecordedBytes, 0);
        var started = time.GetTimestamp();
        record();
        Volatile.Write(ref _costTicks, time.GetElapsedTime(started).Ticks);
        Volatile.Write(ref _recordedAt, time.GetTimestamp());
    }
}
