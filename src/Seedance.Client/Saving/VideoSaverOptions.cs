using Seedance.Saving.Download;

namespace Seedance.Saving;

/// <summary>How a <see cref="VideoSaver"/> works. How each video is saved is in <see cref="SaveOptions"/>.</summary>
public sealed record VideoSaverOptions
{
    /// <summary>The maximum number of downloads in flight. Default 4.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>
    /// Decides for each video whether it may be saved; called before anything is written for it. Null: every video is
    /// saved. May be called from any thread.
    /// </summary>
    public Func<SaveTarget, CancellationToken, Task<bool>>? Confirm { get; init; }

    /// <summary>Receives the downloads in flight; null when nothing shows them.</summary>
    public IDownloadProgress? Progress { get; init; }
}
