using Seedance.Http;
using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>
/// Fetches all bytes of one video into its partial file, whatever fails on the way. The primary connection begins; when
/// the video is large and the server supports range requests, others fetch segments beside it. Only the primary one
/// starts anew when another version of the video must be fetched, and only its failures are final.
/// </summary>
internal sealed class VideoTransfer : IAsyncDisposable
{
    private readonly TransferServices _services;
    private readonly RangeConnection _primary;

    // Cancels every request and every delay once all bytes are written.
    private readonly CancellationTokenSource _complete = new();

    // Null as long as no byte is written.
    private TransferState? _state;
    private RangeWorkers _workers;
    private bool _allowsRanges;
    private bool _isSaved;

    /// <summary>Begins with what an earlier run has left.</summary>
    /// <param name="services">What all connections use.</param>
    /// <param name="severalConnections">False for a video that was not right when it came over several
    /// connections.</param>
    public VideoTransfer(TransferServices services, bool severalConnections)
    {
        (_services, _allowsRanges) = (services, severalConnections);
        _primary = new RangeConnection(services);
        _workers = new RangeWorkers(services);
        if (services.Part.Open(services.TaskId) is { } record)
            _state = new TransferState(record.Version, record.Done, services.Part, services.Meter);
    }

    private PartialFile Part => _services.Part;

    // Without range requests the first response brings everything.
    private int Connections => _allowsRanges ? _services.Connections : 1;

    private bool IsComplete => _state is { } state && state.Plan.IsComplete;

    /// <summary>Fetches what is missing.</summary>
    /// <param name="cancellationToken">Cancels the download; what is written is recorded.</param>
    /// <returns>The SHA-256, and what is wrong with the bytes; null when nothing is.</returns>
    /// <exception cref="SeedanceException">The video could not be downloaded.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task<(string Sha256, string? Fault)> RunAsync(CancellationToken cancellationToken)
    {
        if (_state?.Version.Length is { } expected) EnsureFreeSpace(expected - _services.Meter.BytesReceived);
        using (var transfer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _complete.Token))
        {
            try
            {
                while (!IsComplete) await TryFetchAsync(transfer.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && IsComplete)
            {
                // A worker has written the last byte while the primary connection was waiting for something.
            }
        }

        await _workers.DisposeAsync().ConfigureAwait(false);
        return await VerifyAsync(_state!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file has its final name: there is nothing left to record.</summary>
    public void SetSaved() => _isSaved = true;

    /// <summary>Ends all connections and records what is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync().ConfigureAwait(false);
        if (_state is { } state)
        {
            await state.DisposeAsync().ConfigureAwait(false);
            if (!_isSaved) TryRecord(state);
        }

        _complete.Dispose();
    }

    private async Task<(string Sha256, string? Fault)> VerifyAsync(
        TransferState state, CancellationToken cancellationToken)
    {
        var length = state.Plan.Contiguous;
        var (sha256, mismatch) = await state.Hasher.FinishAsync(length).ConfigureAwait(false);
        var fault = mismatch is not null ? $"its {mismatch} is not what the server announced"
            : await state.Overlaps.HasMismatchAsync(Part.ReadAsync, cancellationToken).ConfigureAwait(false)
                ? "the server sent other bytes than its headers say"
            : Part.FindFault(length);
        return (sha256, fault);
    }

    private void TryRecord(TransferState state)
    {
        try
        {
            Part.Record(state.Plan.ReadDone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was recorded before is still true.
        }
    }

    /// <summary>One attempt of the primary connection. After a failure it waits, unless the failure is final.</summary>
    private async Task TryFetchAsync(CancellationToken cancellationToken)
    {
        TimeSpan delay;
        try
        {
            await FetchAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (SeedanceException e)
        {
            // What the workers fetch counts as progress too.
            if (!_primary.TryGetNextDelay(e, _services.Meter.BytesReceived, out delay)) throw;
        }

        await _services.Time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        // Without a validator, bytes of two responses may be of two videos.
        if (_state is { Version.CanContinue: false }) _ = await TryRestartAsync().ConfigureAwait(false);
        if (_state is not { } state)
        {
            var started = _services.Time.GetTimestamp();
            using var whole = await _services.Source.OpenAsync(null, null, cancellationToken).ConfigureAwait(false);
            await ReceiveWholeAsync(whole, started, cancellationToken).ConfigureAwait(false);
            return;
        }

        var segment = await _primary.NextSegmentAsync(state, Connections, cancellationToken).ConfigureAwait(false);
        if (segment is null) return;
        using var other = await _primary
            .FetchAsync(state, segment, Connections, Start, cancellationToken).ConfigureAwait(false);
        if (other is null) return;
        // Another version stands there now, or the server does not support range requests. This response may be a whole
        // one already.
        if (await TryRestartAsync().ConfigureAwait(false) && other.Headers is { IsPartial: false })
            await ReceiveWholeAsync(other, _services.Time.GetTimestamp(), cancellationToken).ConfigureAwait(false);

        void Start(VideoReply reply) => StartWorkers(state, segment, reply, cancellationToken);
    }

    private async Task ReceiveWholeAsync(VideoReply reply, long started, CancellationToken cancellationToken)
    {
        var version = reply.Headers!.Version;
        EnsureFreeSpace(version.Length ?? 0);
        Part.Start(_services.TaskId, version);
        var state = _state = new TransferState(version, [], Part, _services.Meter);
        var segment = state.Plan.Claim(long.MaxValue)!;
        try
        {
            StartWorkers(state, segment, reply, cancellationToken);
            await _primary
                .WriteAsync(state, segment, Connections, reply, started, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            state.Plan.Release(segment);
        }
    }

    // False when a worker has completed the version meanwhile.
    private async Task<bool> TryRestartAsync()
    {
        await _workers.DisposeAsync().ConfigureAwait(false);
        if (IsComplete) return false;
        // Segments of this server did not fit together: from now on the video is fetched in one response.
        _allowsRanges = false;
        _workers = new RangeWorkers(_services);
        if (_state is { } state) await state.DisposeAsync().ConfigureAwait(false);
        _state = null;
        return true;
    }

    // The rest of the primary connection's segment becomes theirs.
    private void StartWorkers(
        TransferState state, Segment segment, VideoReply reply, CancellationToken cancellationToken)
    {
        if (Connections == 1 || !reply.Headers!.SupportsRanges || !state.IsForSeveralConnections) return;
        state.Plan.Shorten(segment, segment.Next + SegmentSize.Next(segment.End - segment.Next, Connections));
        _workers.Start(state, _complete.Cancel, cancellationToken);
    }

    private void EnsureFreeSpace(long bytes)
    {
        if (bytes >= SaveOptions.LargeVideoBytes) FreeSpace.Ensure(bytes, _services.TaskId, Part.Target);
    }
}
