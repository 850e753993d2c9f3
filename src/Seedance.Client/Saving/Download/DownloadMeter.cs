namespace Seedance.Saving.Download;

/// <summary>How far one download is. Written by its connections, read by whoever shows it: nobody waits for anybody.</summary>
/// <param name="taskId">The task.</param>
public sealed class DownloadMeter(string taskId)
{
    private long _received;
    private long _total = -1;

    /// <summary>The task.</summary>
    public string TaskId { get; } = taskId;

    /// <summary>What is here so far, in bytes; what an earlier run has left counts.</summary>
    public long BytesReceived => Interlocked.Read(ref _received);

    /// <summary>How much there will be, in bytes; null when that is not known.</summary>
    public long? BytesTotal => Interlocked.Read(ref _total) is >= 0 and var total ? total : null;

    internal void Start(long received, long? total)
    {
        Interlocked.Exchange(ref _received, received);
        Interlocked.Exchange(ref _total, total ?? -1);
    }

    internal void Add(int bytes) => Interlocked.Add(ref _received, bytes);
}
