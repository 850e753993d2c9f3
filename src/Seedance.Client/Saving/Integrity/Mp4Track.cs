namespace Seedance.Saving.Integrity;

/// <summary>What the boxes of one track state.</summary>
internal sealed class Mp4Track
{
    public uint Id { get; set; }

    /// <summary>The type of the media: <c>vide</c>, <c>soun</c> and others.</summary>
    public uint Handler { get; set; }

    /// <summary>Time units per second.</summary>
    public uint Timescale { get; set; }

    /// <summary>The length that the track's header gives, in time units; 0 when it is not known.</summary>
    public ulong HeaderDuration { get; set; }

    public string? Codec { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>True when the picture is shown turned by a quarter, so that width and height change places.</summary>
    public bool IsTurned { get; set; }

    /// <summary>The number of samples (frames of a video) seen so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Their length in time units.</summary>
    public long SampleDuration { get; private set; }

    /// <summary>How much of the start the edit list leaves out, in time units.</summary>
    public long SkippedStart { get; set; }

    /// <summary>Whether the edit list states how long the track is played; 0 stands for all of it.</summary>
    public ulong EditDuration { get; set; }

    /// <summary>How long the track shows nothing at first, by its edit list, in the movie's time units.</summary>
    public ulong EmptyEdit { get; set; }

    /// <summary>
    /// By how much the first sample of the first fragment is shown later than it is decoded, in time units.
    /// </summary>
    public long? FirstCompositionOffset { get; set; }

    /// <summary>What fragments do not repeat for each sample (<c>trex</c>): its length in time units.</summary>
    public uint DefaultSampleDuration { get; set; }

    /// <summary>
    /// Counts samples of one length. What would overflow is left out: such a file has no true length.
    /// </summary>
    public void AddSamples(long count, long durationOfEach)
    {
        // 2^31 samples of 2^32 units each stay below 2^63.
        if (count > int.MaxValue - Samples || durationOfEach < 0) return;
        Samples += count;
        SampleDuration += count * durationOfEach;
    }

    /// <summary>The length of the samples as they are played, in seconds; null when it is not known.</summary>
    public double? PlayedSeconds
    {
        get
        {
            if (Timescale == 0 || SampleDuration <= 0) return null;
            var skipped = Math.Max(0, SkippedStart - (FirstCompositionOffset ?? 0));
            return (double)Math.Max(0, SampleDuration - skipped) / Timescale;
        }
    }
}
