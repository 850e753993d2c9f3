namespace Seedance.Saving.Integrity;

/// <summary>Counts the samples of a fragment (<c>moof</c>; ISO/IEC 14496-12, 8.8).</summary>
internal static class Mp4FragmentReader
{
    // Flags of tfhd and trun: which optional fields are present.
    private const uint HasBaseDataOffset = 0x000001;
    private const uint HasSampleDescription = 0x000002;
    private const uint HasDefaultDuration = 0x000008;
    private const uint HasDataOffset = 0x000001;
    private const uint HasFirstSampleFlags = 0x000004;
    private const uint HasSampleDuration = 0x000100;
    private const uint HasSampleSize = 0x000200;
    private const uint HasSampleFlags = 0x000400;
    private const uint HasCompositionOffset = 0x000800;

    private static readonly uint Traf = Mp4Box.TypeOf("traf");
    private static readonly uint Tfhd = Mp4Box.TypeOf("tfhd");
    private static readonly uint Trun = Mp4Box.TypeOf("trun");

    public static void Read(Mp4BoxReader reader, in Mp4Box moof, List<Mp4Track> tracks)
    {
        for (var position = moof.Start; reader.TryReadBox(ref position, moof.End, out var traf);)
        {
            if (traf.Type != Traf) continue;
            Mp4Track? track = null;
            long defaultDuration = 0;
            for (var inner = traf.Start; reader.TryReadBox(ref inner, traf.End, out var box);)
            {
                if (box.Type == Tfhd)
                {
                    var id = reader.ReadUInt32(box, 4);
                    track = tracks.Find(t => t.Id == id);
                    if (track is not null)
                        defaultDuration = DefaultDuration(reader, box) ?? track.DefaultSampleDuration;
                }
                else if (box.Type == Trun && track is not null)
                {
                    ReadRun(reader, box, track, defaultDuration);
                }
            }
        }
    }

    private static uint? DefaultDuration(Mp4BoxReader reader, in Mp4Box tfhd)
    {
        var flags = reader.ReadUInt32(tfhd, 0) ?? 0;
        if ((flags & HasDefaultDuration) == 0) return null;
        var offset = 8;
        if ((flags & HasBaseDataOffset) != 0) offset += 8;
        if ((flags & HasSampleDescription) != 0) offset += 4;
        return reader.ReadUInt32(tfhd, offset);
    }

    private static void ReadRun(Mp4BoxReader reader, in Mp4Box trun, Mp4Track track, long defaultDuration)
    {
        var flags = reader.ReadUInt32(trun, 0) ?? 0;
        var count = reader.ReadUInt32(trun, 4) ?? 0;
        var offset = 8;
        if ((flags & HasDataOffset) != 0) offset += 4;
        if ((flags & HasFirstSampleFlags) != 0) offset += 4;
        var hasDuration = (flags & HasSampleDuration) != 0;
        var size = Size(flags, HasSampleDuration) + Size(flags, HasSampleSize) + Size(flags, HasSampleFlags)
            + Size(flags, HasCompositionOffset);
        // The count is the file's own word: only samples that the box has room for are counted.
        var samples = size == 0 ? count : (long)Math.Min(count, Math.Max(0, (trun.End - trun.Start - offset) / size));
        if (samples > 0 && track.FirstCompositionOffset is null)
            track.FirstCompositionOffset = (flags & HasCompositionOffset) != 0
                ? (int?)reader.ReadUInt32(trun, offset + size - 4) : 0;
        if (!hasDuration)
        {
            track.AddSamples(samples, defaultDuration);
            return;
        }

        for (long i = 0; i < samples; i++)
        {
            if (reader.ReadUInt32(trun, offset + i * size) is not { } duration) return;
            track.AddSamples(1, duration);
        }
    }

    private static int Size(uint flags, uint flag) => (flags & flag) != 0 ? 4 : 0;
}
