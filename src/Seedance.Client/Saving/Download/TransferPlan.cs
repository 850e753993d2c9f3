using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>
/// Which bytes of a video are written, which are being fetched, and which are still to be claimed. Safe for any thread.
/// </summary>
internal sealed class TransferPlan
{
    /// <summary>The end of a video of unknown length.</summary>
    public const long UnknownEnd = long.MaxValue;

    private readonly object _gate = new();

    // Sorted. Together with what the segments still lack, this is all that is missing.
    private readonly List<ByteRange> _gaps = [];
    private readonly List<Segment> _segments = [];
    private TaskCompletionSource<bool> _changed = NewSignal();
    private long _end;

    /// <param name="length">The video's length in bytes; null when it is not known.</param>
    /// <param name="done">What is written already, sorted.</param>
    public TransferPlan(long? length, IEnumerable<ByteRange> done)
    {
        ReadDone = Done;
        _end = length ?? UnknownEnd;
        long start = 0;
        foreach (var range in done)
        {
            if (range.Start > start) _gaps.Add(new ByteRange(start, range.Start));
            start = range.End;
        }

        if (start < _end) _gaps.Add(new ByteRange(start, _end));
    }

    /// <summary><see cref="Done"/> as a delegate that exists once: it is passed with every buffer.</summary>
    public Func<IReadOnlyList<ByteRange>> ReadDone { get; }

    /// <summary>True when every byte is written.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate) return _gaps.Count == 0 && _segments.TrueForAll(s => s.Next >= s.End);
        }
    }

    /// <summary>Completes when bytes become free to be claimed.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>The number of bytes that no connection fetches yet.</summary>
    public long Unclaimed
    {
        get
        {
            lock (_gate) return _gaps.Sum(g => g.Length);
        }
    }

    /// <summary>All bytes before this one are written.</summary>
    public long Contiguous
    {
        get
        {
            lock (_gate)
            {
                var first = _gaps.Count > 0 ? _gaps[0].Start : _end;
                foreach (var segment in _segments)
                {
                    if (segment.Next < segment.End && segment.Next < first) first = segment.Next;
                }

                return first;
            }
        }
    }

    /// <summary>What is written, sorted and joined.</summary>
    public IReadOnlyList<ByteRange> Done()
    {
        lock (_gate)
        {
            var lacking = _segments.Where(s => s.Next < s.End).Select(s => new ByteRange(s.Next, s.End));
            var done = new List<ByteRange>();
            long start = 0;
            foreach (var range in _gaps.Concat(lacking).OrderBy(r => r.Start))
            {
                if (range.Start > start) done.Add(new ByteRange(start, range.Start));
                start = range.End;
            }

            if (start < _end) done.Add(new ByteRange(start, _end));
            return done;
        }
    }

    /// <summary>Claims the first unclaimed bytes, at most so many; null when there are none.</summary>
    public Segment? Claim(long maximumBytes)
    {
        lock (_gate)
        {
            return _gaps.Count == 0 ? null : Add(TakeFromGap(0, maximumBytes));
        }
    }

    /// <summary>Extends a segment by the bytes that follow it, when no connection fetches those.</summary>
    public bool TryExtend(Segment segment, long maximumBytes)
    {
        lock (_gate)
        {
            var gap = _gaps.FindIndex(g => g.Start == segment.End);
            if (gap < 0) return false;
            segment.End = TakeFromGap(gap, maximumBytes).End;
            return true;
        }
    }

    /// <summary>
    /// Reserves the next bytes of a segment for a write, so that no other connection takes them over meanwhile.
    /// </summary>
    /// <returns>The number of bytes that may be written: fewer when the end of the segment was taken over.</returns>
    public int Reserve(Segment segment, int count)
    {
        lock (_gate)
        {
            var reserved = (int)Math.Max(0, Math.Min(count, segment.End - segment.Next));
            segment.Reserved = segment.Next + reserved;
            return reserved;
        }
    }

    /// <summary>The reserved bytes of a segment are written.</summary>
    public void Advance(Segment segment)
    {
        lock (_gate) segment.Next = segment.Reserved;
    }

    /// <summary>Ends a segment earlier; the rest becomes unclaimed.</summary>
    public void Shorten(Segment segment, long end)
    {
        lock (_gate)
        {
            if (end >= segment.End) return;
            AddGap(new ByteRange(end, segment.End));
            segment.End = end;
        }
    }

    /// <summary>The connection of a segment has ended; what the segment lacks becomes unclaimed.</summary>
    public void Release(Segment segment)
    {
        lock (_gate)
        {
            if (_segments.Remove(segment) && segment.Next < segment.End)
                AddGap(new ByteRange(segment.Next, segment.End));
        }
    }

    /// <summary>The segments that are being fetched now, and what each still lacks.</summary>
    public IReadOnlyList<(Segment Segment, ByteRange Lacking)> Active()
    {
        lock (_gate) return [.. _segments.Where(s => s.Next < s.End).Select(s => (s, new ByteRange(s.Next, s.End)))];
    }

    /// <summary>Takes over the end of a segment that another connection fetches.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="end">Its end when it was examined.</param>
    /// <param name="from">The first byte to take over.</param>
    /// <returns>A segment of its own; null when the other one has changed or has no byte left to give.</returns>
    public Segment? TakeOver(Segment segment, long end, long from)
    {
        lock (_gate)
        {
            from = Math.Max(from, segment.Reserved);
            if (segment.End != end || from >= end || !_segments.Contains(segment)) return null;
            segment.End = from;
            return Add(new ByteRange(from, end));
        }
    }

    /// <summary>The length has become known.</summary>
    public void SetLength(long length)
    {
        lock (_gate)
        {
            _end = length;
            foreach (var segment in _segments) segment.End = Math.Min(segment.End, length);
            for (var i = _gaps.Count - 1; i >= 0; i--)
            {
                if (_gaps[i].Start >= length) _gaps.RemoveAt(i);
                else if (_gaps[i].End > length) _gaps[i] = new ByteRange(_gaps[i].Start, length);
            }
        }
    }

    // Continuations must not run under the lock.
    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Segment Add(ByteRange range)
    {
        var segment = new Segment(range);
        _segments.Add(segment);
        return segment;
    }

    private ByteRange TakeFromGap(int index, long maximumBytes)
    {
        var gap = _gaps[index];
        if (gap.Length <= maximumBytes)
        {
            _gaps.RemoveAt(index);
            return gap;
        }

        _gaps[index] = new ByteRange(gap.Start + maximumBytes, gap.End);
        return new ByteRange(gap.Start, gap.Start + maximumBytes);
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
        _changed.TrySetResult(true);
        _changed = NewSignal();
    }
}
