namespace Seedance.Saving.Integrity;

/// <summary>
/// Collects facts of a video from its <c>moov</c> and <c>moof</c> boxes while the structure is checked (ISO/IEC
/// 14496-12, clause 8). Broken boxes lead to unknown facts, never to an exception.
/// </summary>
/// <param name="reader">Reads the file.</param>
internal sealed class Mp4FactReader(Mp4BoxReader reader)
{
    private const int MaximumTracks = 64;
    private const uint QuarterTurn = 0x00010000;

    private static readonly uint Mvhd = Mp4Box.TypeOf("mvhd");
    private static readonly uint Trak = Mp4Box.TypeOf("trak");
    private static readonly uint Tkhd = Mp4Box.TypeOf("tkhd");
    private static readonly uint Edts = Mp4Box.TypeOf("edts");
    private static readonly uint Elst = Mp4Box.TypeOf("elst");
    private static readonly uint Mdia = Mp4Box.TypeOf("mdia");
    private static readonly uint Mdhd = Mp4Box.TypeOf("mdhd");
    private static readonly uint Hdlr = Mp4Box.TypeOf("hdlr");
    private static readonly uint Minf = Mp4Box.TypeOf("minf");
    private static readonly uint Stbl = Mp4Box.TypeOf("stbl");
    private static readonly uint Stsd = Mp4Box.TypeOf("stsd");
    private static readonly uint Stts = Mp4Box.TypeOf("stts");
    private static readonly uint Mvex = Mp4Box.TypeOf("mvex");
    private static readonly uint Mehd = Mp4Box.TypeOf("mehd");
    private static readonly uint Trex = Mp4Box.TypeOf("trex");
    private static readonly uint Vide = Mp4Box.TypeOf("vide");
    private static readonly uint Soun = Mp4Box.TypeOf("soun");

    private readonly List<Mp4Track> _tracks = [];
    private Mp4Box? _mdia;
    private uint _timescale;
    private ulong _duration;
    private ulong _fragmentedDuration;
    private bool _isFragmented;
    private bool _hasMovie;

    /// <summary>Reads the <c>moov</c>. Of several, the first one counts.</summary>
    /// <returns>True when the boxes in it fill it.</returns>
    public bool ReadMovie(in Mp4Box moov)
    {
        if (_hasMovie) return true;
        _hasMovie = true;
        try
        {
            var position = moov.Start;
            while (reader.TryReadBox(ref position, moov.End, out var box))
            {
                if (box.Type == Mvhd) (_timescale, _duration) = ReadTimes(box);
                else if (box.Type == Trak && _tracks.Count < MaximumTracks) ReadTrack(box);
                else if (box.Type == Mvex) ReadExtension(box);
            }

            return position == moov.End;
        }
        catch (IOException)
        {
            // A video must not be lost for its facts.
            return true;
        }
    }

    /// <summary>Reads a <c>moof</c>; it comes after the <c>moov</c>.</summary>
    public void ReadFragment(in Mp4Box moof)
    {
        try { Mp4FragmentReader.Read(reader, moof, _tracks); }
        catch (IOException) { } // As above.
    }

    /// <summary>What was found.</summary>
    public VideoFacts ToFacts()
    {
        if (!_hasMovie) return VideoFacts.Unknown;
        var video = _tracks.Find(t => t.Handler == Vide);
        var audio = _tracks.Find(t => t.Handler == Soun && t.Samples > 0);
        var (width, height) = video is null ? (0, 0) : video.IsTurned ? (video.Height, video.Width)
            : (video.Width, video.Height);
        return new VideoFacts
        {
            Duration = Duration(),
            Width = width > 0 && height > 0 ? width : null,
            Height = width > 0 && height > 0 ? height : null,
            FrameRate = video is { SampleDuration: > 0 }
                ? Math.Round((double)video.Samples * video.Timescale / video.SampleDuration, 3) : null,
            VideoCodec = video?.Codec,
            AudioCodec = audio?.Codec,
            HasAudio = _tracks.Count > 0 ? audio is not null : null,
        };
    }

    // The movie's own length includes its edit lists, as players and ffprobe show it. In a fragmented file it covers
    // what stands in the moov at most; there the samples count, and the announced length only where none can be read.
    private TimeSpan? Duration()
    {
        double? movie = _timescale > 0 && _duration > 0 ? (double)_duration / _timescale : null;
        double? announced = _timescale > 0 && _fragmentedDuration > 0 ? (double)_fragmentedDuration / _timescale : null;
        var samples = _tracks.Select(PlayedSeconds).Max();
        var seconds = _isFragmented ? samples ?? announced ?? movie : movie ?? samples;
        // Ten years and more are a broken file.
        return seconds is > 0 and < 315_360_000 ? TimeSpan.FromTicks((long)(seconds.Value * TimeSpan.TicksPerSecond))
            : null;
    }

    private double? PlayedSeconds(Mp4Track track)
    {
        if (track.Handler != Vide && track.Handler != Soun) return null;
        var empty = _timescale > 0 ? (double)track.EmptyEdit / _timescale : 0;
        if (track.EditDuration > 0 && _timescale > 0) return empty + (double)track.EditDuration / _timescale;
        return empty + track.PlayedSeconds;
    }

    private void ReadTrack(in Mp4Box trak)
    {
        var track = new Mp4Track();
        _mdia = null;
        for (var position = trak.Start; reader.TryReadBox(ref position, trak.End, out var box);)
        {
            if (box.Type == Tkhd) ReadTrackHeader(box, track);
            else if (box.Type == Edts) ReadEdits(box, track);
            else if (box.Type == Mdia) _mdia ??= box;
        }

        if (_mdia is { } mdia) ReadMedia(mdia, track);
        _tracks.Add(track);
    }

    private void ReadTrackHeader(in Mp4Box tkhd, Mp4Track track)
    {
        var isLong = IsLong(tkhd);
        track.Id = reader.ReadUInt32(tkhd, isLong ? 20 : 12) ?? 0;
        // The matrix { a b u c d v x y w } in 16.16 and 2.30 fixed point: a and d are 0, b and c are 1 or -1 for a
        // quarter turn.
        var matrix = isLong ? 52 : 40;
        track.IsTurned = reader.ReadUInt32(tkhd, matrix) == 0
            && reader.ReadUInt32(tkhd, matrix + 16) == 0
            && IsOne(reader.ReadUInt32(tkhd, matrix + 4))
            && IsOne(reader.ReadUInt32(tkhd, matrix + 12));
        // In case that the sample description has no size.
        track.Width = (int)((reader.ReadUInt32(tkhd, matrix + 36) ?? 0) >> 16);
        track.Height = (int)((reader.ReadUInt32(tkhd, matrix + 40) ?? 0) >> 16);
    }

    private static bool IsOne(uint? fixedPoint) => fixedPoint is QuarterTurn or unchecked((uint)-(int)QuarterTurn);

    private void ReadEdits(in Mp4Box edts, Mp4Track track)
    {
        for (var position = edts.Start; reader.TryReadBox(ref position, edts.End, out var elst);)
        {
            if (elst.Type != Elst) continue;
            var isLong = IsLong(elst);
            var size = isLong ? 20 : 12;
            var count = reader.ReadUInt32(elst, 4) ?? 0;
            var isFirst = true;
            for (long i = 0, offset = 8; i < count; i++, offset += size)
            {
                if (reader.ReadWithin(elst, offset, size).Length < size) break;
                var duration = isLong ? reader.ReadUInt64(elst, offset) ?? 0 : reader.ReadUInt32(elst, offset) ?? 0;
                var start = isLong ? (long)(reader.ReadUInt64(elst, offset + 8) ?? 0)
                    : (int)(reader.ReadUInt32(elst, offset + 4) ?? 0);
                if (start < 0)
                {
                    if (isFirst) track.EmptyEdit += duration;
                    continue;
                }

                if (isFirst) track.SkippedStart = start;
                isFirst = false;
                track.EditDuration += duration;
            }
        }
    }

    private void ReadMedia(in Mp4Box mdia, Mp4Track track)
    {
        Mp4Box? tables = null;
        for (var position = mdia.Start; reader.TryReadBox(ref position, mdia.End, out var box);)
        {
            if (box.Type == Mdhd) (track.Timescale, track.HeaderDuration) = ReadTimes(box);
            else if (box.Type == Hdlr) track.Handler = reader.ReadUInt32(box, 8) ?? 0;
            else if (box.Type == Minf) tables ??= box;
        }

        if (tables is not { } minf) return;
        for (var position = minf.Start; reader.TryReadBox(ref position, minf.End, out var box);)
        {
            if (box.Type == Stbl) ReadTables(box, track);
        }
    }

    private void ReadTables(in Mp4Box stbl, Mp4Track track)
    {
        for (var position = stbl.Start; reader.TryReadBox(ref position, stbl.End, out var box);)
        {
            if (box.Type == Stsd && (track.Handler == Vide || track.Handler == Soun))
                Mp4SampleEntry.Read(reader, box, track, isVideo: track.Handler == Vide);
            else if (box.Type == Stts)
                ReadSampleTimes(box, track);
        }
    }

    private void ReadSampleTimes(in Mp4Box stts, Mp4Track track)
    {
        var entries = reader.ReadUInt32(stts, 4) ?? 0;
        for (long i = 0, offset = 8; i < entries; i++, offset += 8)
        {
            if (reader.ReadUInt32(stts, offset) is not { } count
                || reader.ReadUInt32(stts, offset + 4) is not { } duration) return;
            track.AddSamples(count, duration);
        }
    }

    private void ReadExtension(in Mp4Box mvex)
    {
        _isFragmented = true;
        for (var position = mvex.Start; reader.TryReadBox(ref position, mvex.End, out var box);)
        {
            if (box.Type == Mehd)
            {
                _fragmentedDuration = IsLong(box) ? reader.ReadUInt64(box, 4) ?? 0 : reader.ReadUInt32(box, 4) ?? 0;
            }
            else if (box.Type == Trex)
            {
                var id = reader.ReadUInt32(box, 4);
                if (_tracks.Find(t => t.Id == id) is { } track)
                    track.DefaultSampleDuration = reader.ReadUInt32(box, 12) ?? 0;
            }
        }
    }

    // The version decides whether times have 64 bits.
    private bool IsLong(in Mp4Box box) => reader.ReadUInt32(box, 0) >> 24 == 1;

    // Time units per second and length of mvhd and mdhd; a length of all ones is not known.
    private (uint Timescale, ulong Duration) ReadTimes(in Mp4Box box)
    {
        if (IsLong(box))
        {
            var length = reader.ReadUInt64(box, 24) ?? 0;
            return (reader.ReadUInt32(box, 20) ?? 0, length == ulong.MaxValue ? 0 : length);
        }

        var duration = reader.ReadUInt32(box, 16) ?? 0;
        return (reader.ReadUInt32(box, 12) ?? 0, duration == uint.MaxValue ? 0 : duration);
    }
}
