namespace Seedance.Saving.Download;

/// <summary>Receives the downloads in flight. Members are called from any thread.</summary>
public interface IDownloadProgress
{
    /// <summary>A download begins.</summary>
    void Add(DownloadMeter meter);

    /// <summary>A download has ended, whatever its outcome.</summary>
    void Remove(DownloadMeter meter);
}
