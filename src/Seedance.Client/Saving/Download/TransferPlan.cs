namespace Seedance.Saving.Download;

/// <summary>A part of a video that one connection fetches; its fields change under the plan's lock.</summary>
internal sealed class Piece(ByteRange range)
{
    /// <summary>The first byte.</summary>
    public long Start { get; } = range.Start;

    /// <summary>The next byte that is to be written.</summary>
    public long Next { get; set; } = range.Start;

    /// <summary>The byte after the last.</summary>
    public long End { get; set; } = range.End;
}

/// <summary>Which bytes of a video are here, which are being fetched, and which nobody fetches yet. For any number of threads.</summary>
internal sealed class TransferPlan
{
    /// <summary>The end of a video whose length the server has not said.</summary>
    public const long UnknownEnd = long.MaxValue;

    private readonly object _gate = new();

    // Sorted; together with what the pieces still lack, this is all that is missing.
    private readonly List<ByteRange> _gaps = [];
    private readonly List<Piece> _pieces = [];
    private long _end;

    /// <param name="length">The video's length; null when it is not known.</param>
    /// <param name="done">What is here already, sorted.</param>
    public TransferPlan(long? length, IEnumerable<ByteRange> done)
    {
        _end = length ?? UnknownEnd;
        long start = 0;
        foreach (var range in done)
        {
            if (range.Start > start) _gaps.Add(new ByteRange(start, range.Start));
            start = range.End;
        }

        if (start < _end) _gaps.Add(new ByteRange(start, _end));
    }

    /// <summary>True when every byte is here.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate) return _gaps.Count == 0 && _pieces.TrueForAll(p => p.Next >= p.End);
        }
    }

    /// <summary>How many bytes nobody fetches yet.</summary>
    public long Unclaimed
    {
        get
        {
            lock (_gate) return _gaps.Sum(g => g.Length);
        }
    }

    /// <summary>All bytes before this one are here.</summary>
    public long Contiguous
    {
        get
        {
            lock (_gate)
            {
                var first = _gaps.Count > 0 ? _gaps[0].Start : _end;
                foreach (var piece in _pieces)
                {
                    if (piece.Next < piece.End && piece.Next < first) first = piece.Next;
                }

                return first;
            }
        }
    }

    /// <summary>What is here, sorted and joined.</summary>
    public IReadOnlyList<ByteRange> Done()
    {
        lock (_gate)
        {
            var missing = _gaps.Concat(_pieces.Where(p => p.Next < p.End).Select(p => new ByteRange(p.Next, p.End))).OrderBy(r => r.Start);
            var done = new List<ByteRange>();
            long start = 0;
            foreach (var range in missing)
            {
                if (range.Start > start) done.Add(new ByteRange(start, range.Start));
                start = range.End;
            }

            if (start < _end) done.Add(new ByteRange(start, _end));
            return done;
        }
    }

    /// <summary>Takes the first missing bytes, at most so many; null when somebody fetches each missing byte.</summary>
    public Piece? Claim(long most)
    {
        lock (_gate)
        {
            if (_gaps.Count == 0) return null;
            var piece = new Piece(TakeFromGap(0, most));
            _pieces.Add(piece);
            return piece;
        }
    }

    /// <summary>Lets a piece go on into the bytes behind it, when nobody fetches those.</summary>
    public bool TryExtend(Piece piece, long most)
    {
        lock (_gate)
        {
            var gap = _gaps.FindIndex(g => g.Start == piece.End);
            if (gap < 0) return false;
            piece.End = TakeFromGap(gap, most).End;
            return true;
        }
    }

    /// <summary>So many more bytes of a piece are written.</summary>
    public void Advance(Piece piece, int count)
    {
        lock (_gate) piece.Next += count;
    }

    /// <summary>Ends a piece earlier; what it gives up is for others.</summary>
    public void Shorten(Piece piece, long end)
    {
        lock (_gate)
        {
            if (end >= piece.End) return;
            AddGap(new ByteRange(end, piece.End));
            piece.End = end;
        }
    }

    /// <summary>The connection of a piece has ended; what the piece lacks is for others.</summary>
    public void Release(Piece piece)
    {
        lock (_gate)
        {
            if (_pieces.Remove(piece) && piece.Next < piece.End) AddGap(new ByteRange(piece.Next, piece.End));
        }
    }

    /// <summary>The length has become known.</summary>
    public void SetLength(long length)
    {
        lock (_gate)
        {
            _end = length;
            foreach (var piece in _pieces) piece.End = Math.Min(piece.End, length);
            for (var i = _gaps.Count - 1; i >= 0; i--)
            {
                if (_gaps[i].Start >= length) _gaps.RemoveAt(i);
                else if (_gaps[i].End > length) _gaps[i] = new ByteRange(_gaps[i].Start, length);
            }
        }
    }

    private ByteRange TakeFromGap(int index, long most)
    {
        var gap = _gaps[index];
        if (gap.Length <= most)
        {
            _gaps.RemoveAt(index);
            return gap;
        }

        _gaps[index] = new ByteRange(gap.Start + most, gap.End);
        return new ByteRange(gap.Start, gap.Start + most);
    }

    private void AddGap(ByteRange range)
    {
        var at = _gaps.FindIndex(g => g.Start >= range.End);
        if (at < 0) at = _gaps.Count;
        if (at < _gaps.Count && _gaps[at].Start == range.End)
        {
            range = new ByteRange(range.Start, _gaps[at].End);
            _gaps.RemoveAt(at);
        }

        if (at > 0 && _gaps[at - 1].End == range.Start)
        {
            range = new ByteRange(_gaps[at - 1].Start, range.End);
            _gaps.RemoveAt(--at);
        }

        _gaps.Insert(at, range);
    }
}
