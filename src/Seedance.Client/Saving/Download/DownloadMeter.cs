namespace Seedance.Saving.Download;

/// <summary>
/// The progress of one download. Its connections write it and a progress bar reads it, both without locks.
/// </summary>
/// <param name="taskId">The task.</param>
public sealed class DownloadMeter(string taskId)
{
    private long _received;
    private long _total = -1;

    /// <summary>The task.</summary>
    public string TaskId { get; } = taskId;

    /// <summary>The number of bytes so far, with those of an earlier run.</summary>
    public long BytesReceived => Interlocked.Read(ref _received);

    /// <summary>The length of the video in bytes; null when it is not known.</summary>
    public long? BytesTotal => Interlocked.Read(ref _total) is >= 0 and var total ? total : null;

    internal void Start(long received, long? total)
    {
        Interlocked.Exchange(ref _received, received);
        Interlocked.Exchange(ref _total, total ?? -1);
    }

    internal void Add(int bytes) => Interlocked.Add(ref _received, bytes);
}
