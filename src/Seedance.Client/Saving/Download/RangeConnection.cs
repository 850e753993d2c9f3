using Seedance.Http;
using Seedance.Saving.Files;
using Seedance.Telemetry;

namespace Seedance.Saving.Download;

/// <summary>One connection of a download: fetches segments of a known version, one after the other.</summary>
/// <param name="services">What all connections use.</param>
internal sealed class RangeConnection(TransferServices services)
{
    private readonly SegmentWriter _writer = new(services);
    private RetryState _retry = new(services.Retry);
    private double? _bytesPerSecond;
    private long _maximumReceived;

    /// <summary>The number of bytes that came over this connection.</summary>
    public long Received { get; private set; }

    /// <summary>
    /// The next segment to fetch: unclaimed bytes, or the end of a segment that another connection fetches too slowly.
    /// Waits while there is neither.
    /// </summary>
    /// <returns>Null when every byte is written.</returns>
    public async Task<Segment?> NextSegmentAsync(
        TransferState state, int connections, CancellationToken cancellationToken)
    {
        TailTakeover? takeover = null;
        while (true)
        {
            var changed = state.Plan.Changed;
            if (state.Plan.Claim(SegmentSize.Next(state.Plan.Unclaimed, connections)) is { } segment) return segment;
            if (state.Plan.IsComplete) return null;
            takeover ??= new TailTakeover(state.Plan, services.Time);
            if (takeover.TryTake(_bytesPerSecond) is { } tail) return tail;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var delay = services.Time.DelayAsync(TailTakeover.Interval, waiting.Token);
            await Task.WhenAny(changed, delay).ConfigureAwait(false);
            waiting.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Requests a segment and writes it.</summary>
    /// <param name="state">The version that the segment belongs to.</param>
    /// <param name="segment">The segment; released in the end.</param>
    /// <param name="connections">The maximum number of connections.</param>
    /// <param name="onReply">Called when the server has begun to send the segment.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Null when the segment was sent; otherwise the response that is none of it, which the caller disposes
    /// of.</returns>
    /// <exception cref="SeedanceException">The segment was not sent to its end.</exception>
    public async Task<VideoReply?> FetchAsync(
        TransferState state,
        Segment segment,
        int connections,
        Action<VideoReply>? onReply,
        CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        try
        {
            var range = new ByteRange(Math.Max(0, segment.Start - OverlapCheck.Bytes), segment.End);
            var reply = await services.Source
                .OpenAsync(range, state.Version.Condition, cancellationToken).ConfigureAwait(false);
            var isSameVersion = reply.Headers is { IsPartial: true } headers && state.Version.Agrees(headers.Version);
            if (!isSameVersion) return reply;
            using (reply)
            {
                if (state.Version.Length is null && reply.Headers!.Version.Length is { } length)
                    state.Plan.SetLength(length);
                onReply?.Invoke(reply);
                await WriteAsync(state, segment, connections, reply, started, cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
        finally
        {
            state.Plan.Release(segment);
        }
    }

    /// <summary>Writes the bytes of a response.</summary>
    /// <param name="state">The version that the segment belongs to.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="connections">The maximum number of connections.</param>
    /// <param name="reply">The response.</param>
    /// <param name="started">The timestamp of the request.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SeedanceException">The body was not sent to its end.</exception>
    public async Task WriteAsync(
        TransferState state,
        Segment segment,
        int connections,
        VideoReply reply,
        long started,
        CancellationToken cancellationToken)
    {
        long received = 0;
        try
        {
            await _writer
                .WriteAsync(state, segment, connections, reply, bytes => received += bytes, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            Received += received;
            var seconds = services.Time.GetElapsedTime(started).TotalSeconds;
            if (seconds > 0) _bytesPerSecond = received / seconds;
        }
    }

    /// <summary>Decides whether there is another attempt after a failure, and when.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="received">How many bytes there are. More than ever before is progress: it starts a new streak of
    /// failures.</param>
    /// <param name="delay">How long to wait.</param>
    public bool TryGetNextDelay(SeedanceException failure, long received, out TimeSpan delay)
    {
        Counters.CountFailure("download", failure);
        if (received > _maximumReceived)
        {
            _maximumReceived = received;
            _retry.Reset();
        }

        return _retry.TryGetNextDelay(failure, out delay);
    }
}
