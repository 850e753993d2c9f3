using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>
/// A range of a video that one connection fetches. Its fields change under the lock of the plan only.
/// </summary>
internal sealed class Segment(ByteRange range)
{
    /// <summary>The first byte.</summary>
    public long Start { get; } = range.Start;

    /// <summary>The next byte to write: all before it are written.</summary>
    public long Next { get; set; } = range.Start;

    /// <summary>The byte after those that are being written now.</summary>
    public long Reserved { get; set; } = range.Start;

    /// <summary>The byte after the last.</summary>
    public long End { get; set; } = range.End;
}
