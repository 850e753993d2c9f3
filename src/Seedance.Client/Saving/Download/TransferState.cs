using Seedance.Saving.Files;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>
/// What is known and written of one version of a video. It never changes its version: when another one must be fetched,
/// a new state replaces it.
/// </summary>
internal sealed class TransferState : IAsyncDisposable
{
    /// <param name="version">The version that the bytes belong to.</param>
    /// <param name="done">What is written already, sorted.</param>
    /// <param name="part">The file.</param>
    /// <param name="meter">Counts the bytes.</param>
    public TransferState(VideoVersion version, IReadOnlyList<ByteRange> done, PartialFile part, DownloadMeter meter)
    {
        Version = version;
        Plan = new TransferPlan(version.Length, done);
        Hasher = new PrefixHasher(version.Digests, part.ReadAsync, Plan.Contiguous);
        meter.Start(done.Sum(r => r.Length), version.Length);
    }

    /// <summary>The version that the bytes belong to.</summary>
    public VideoVersion Version { get; }

    /// <summary>Which bytes are written.</summary>
    public TransferPlan Plan { get; }

    /// <summary>The digests of what is written.</summary>
    public PrefixHasher Hasher { get; }

    /// <summary>The bytes that came twice.</summary>
    public OverlapCheck Overlaps { get; } = new();

    /// <summary>
    /// True when the video is large enough for several connections, and its version can be told from another one.
    /// </summary>
    public bool IsForSeveralConnections => Version is { CanContinue: true, Length: >= SaveOptions.LargeVideoBytes };

    public ValueTask DisposeAsync() => Hasher.DisposeAsync();
}
