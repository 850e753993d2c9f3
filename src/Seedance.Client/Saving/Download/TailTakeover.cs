using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>
/// Finds work for an idle connection: the end of the segment that would take longest to finish. It compares what each
/// connection has received between two looks, so a connection that has become slow is found as well as one that always
/// was.
/// </summary>
internal sealed class TailTakeover
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Over a shorter time, the rate of a connection is not reliable.
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromMilliseconds(400);

    // A new request costs a round trip: below this gain it is not worth it.
    private static readonly TimeSpan MinimumGain = TimeSpan.FromSeconds(1);

    // A host may need seconds for its first byte. A second request would need them too.
    private static readonly TimeSpan MaximumTimeToFirstByte = TimeSpan.FromSeconds(5);

    private readonly TransferPlan _plan;
    private readonly TimeProvider _time;
    private Dictionary<Segment, Observation> _last = [];
    private long _lookedAt;

    /// <summary>Takes the first look.</summary>
    public TailTakeover(TransferPlan plan, TimeProvider time)
    {
        (_plan, _time) = (plan, time);
        Look();
    }

    /// <summary>Takes over the end of a segment, when that saves time.</summary>
    /// <param name="ownBytesPerSecond">How fast the idle connection was; null when it has not fetched anything
    /// yet.</param>
    /// <returns>The bytes to fetch; null when it is better to wait.</returns>
    public Segment? TryTake(double? ownBytesPerSecond)
    {
        if (_time.GetElapsedTime(_lookedAt) < MinimumInterval) return null;
        var rates = Look();
        var own = ownBytesPerSecond ?? rates.Select(r => r.BytesPerSecond).DefaultIfEmpty().Max();
        if (own <= 0 || rates.Count == 0) return null;
        var slowest = rates.OrderByDescending(r => r.SecondsGained(own)).First();
        if (slowest.SecondsGained(own) < MinimumGain.TotalSeconds) return null;
        // Both connections shall finish at the same time.
        var tail = (long)Math.Ceiling(slowest.Lacking.Length * (own / (own + slowest.BytesPerSecond)));
        return _plan.TakeOver(slowest.Segment, slowest.Lacking.End, slowest.Lacking.End - tail);
    }

    // The rates since the last look, of those segments that were there already.
    private List<Candidate> Look()
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(_lookedAt, now).TotalSeconds;
        var observations = new Dictionary<Segment, Observation>();
        var rates = new List<Candidate>();
        foreach (var (segment, lacking) in _plan.Active())
        {
            var isKnown = _last.TryGetValue(segment, out var before);
            observations.Add(segment, new Observation(lacking.Start, isKnown ? before.FirstSeenAt : now));
            if (!isKnown) continue;
            var isWaitingForFirstByte = lacking.Start == segment.Start;
            var age = _time.GetElapsedTime(before.FirstSeenAt, now);
            if (isWaitingForFirstByte && age < MaximumTimeToFirstByte) continue;
            rates.Add(new Candidate(segment, lacking, (lacking.Start - before.NextByte) / seconds));
        }

        (_last, _lookedAt) = (observations, now);
        return rates;
    }

    private readonly record struct Observation(long NextByte, long FirstSeenAt);

    private readonly record struct Candidate(Segment Segment, ByteRange Lacking, double BytesPerSecond)
    {
        // What is saved when another connection shares the rest of the segment.
        public double SecondsGained(double own) => BytesPerSecond <= 0
            ? double.PositiveInfinity
            : (Lacking.Length / BytesPerSecond) - (Lacking.Length / (own + BytesPerSecond));
    }
}
