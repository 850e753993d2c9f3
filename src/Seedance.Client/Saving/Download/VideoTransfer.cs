using System.Buffers;
using System.IO.Compression;
using Seedance.Api;
using Seedance.Http;
using Seedance.Saving.Files;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>
/// Brings all bytes of one video into its partial file, whatever breaks off on the way. One connection leads; when the video is large
/// and the server does ranges, others help it. Only the leading one may start the whole afresh or fail for good.
/// </summary>
internal sealed class VideoTransfer : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    // Small enough that the end is not one connection's alone and that hashing can follow, large enough to be worth a request.
    private const long SmallestPiece = 2 * 1024 * 1024;
    private const long LargestPiece = 32 * 1024 * 1024;

    // Each range begins a little before its first missing byte: a server that sends other bytes than it says is found out.
    private const int OverlapBytes = 256;

    // A packed body does not say how much comes out of it.
    private const long MostUnpackedBytes = 4L * 1024 * 1024 * 1024;

    private readonly SeedanceClient _client;
    private readonly SaveOptions _options;
    private readonly VideoSource _source;
    private readonly PartialFile _part;
    private readonly DownloadMeter _meter;
    private readonly TimeProvider _time;
    private readonly List<(long Offset, byte[] Bytes)> _overlaps = [];

    private TransferPlan _plan = new(null, []);
    private PrefixHasher? _hasher;

    // What the bytes belong to; null as long as no byte is here.
    private VideoVersion? _version;
    private bool _mayUseRanges = true;
    private CancellationTokenSource? _helpersStop;
    private Task[] _helpers = [];

    /// <summary>Begins with what an earlier run has left.</summary>
    /// <param name="client">The service.</param>
    /// <param name="options">How videos are saved.</param>
    /// <param name="source">Where the video is.</param>
    /// <param name="part">Where its bytes go.</param>
    /// <param name="meter">Counts them.</param>
    public VideoTransfer(SeedanceClient client, SaveOptions options, VideoSource source, PartialFile part, DownloadMeter meter)
    {
        (_client, _options, _source, _part, _meter) = (client, options, source, part, meter);
        _time = client.Options.TimeProvider;
        if (part.Open(TaskId) is not { } state) return;
        _version = state.Version;
        Follow(new TransferPlan(state.Version.Length, state.Done));
    }

    private string TaskId => _source.Task.Id;

    /// <summary>Fetches what is missing.</summary>
    /// <param name="severalConnections">False for a video that did not come right over several.</param>
    /// <param name="cancellationToken">Ends it at once; what is here is recorded.</param>
    /// <returns>The SHA-256, and what is wrong with the bytes; null when nothing is.</returns>
    /// <exception cref="SeedanceException">The video could not be had.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task<(string Sha256, string? Fault)> RunAsync(bool severalConnections, CancellationToken cancellationToken)
    {
        _mayUseRanges = severalConnections;
        if (_version?.Length is { } expected) EnsureRoom(expected - _meter.BytesReceived);
        var lead = new Connection(isLead: true, _client.Retry.NewState());
        while (true)
        {
            if (await TryFetchAsync(lead, cancellationToken).ConfigureAwait(false)) continue;
            await Task.WhenAll(_helpers).ConfigureAwait(false);
            if (_plan.IsComplete) break;
        }

        var length = _plan.Contiguous;
        var (sha256, mismatch) = await _hasher!.FinishAsync(length).ConfigureAwait(false);
        return (sha256, mismatch is not null ? $"its {mismatch} is not what the server said"
            : await HasForeignOverlapAsync(cancellationToken).ConfigureAwait(false) ? "the server sent other bytes than it said"
            : _part.FindFault(length));
    }

    /// <summary>Ends all connections and records what is here.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopHelpersAsync().ConfigureAwait(false);
        if (_hasher is not null) await _hasher.DisposeAsync().ConfigureAwait(false);
        try
        {
            _part.Record(_plan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was recorded before still holds.
        }
    }

    /// <summary>Fetches the next piece; false when there is none. A failure is waited out, unless it is one too many.</summary>
    private async Task<bool> TryFetchAsync(Connection connection, CancellationToken cancellationToken)
    {
        SeedanceException failure;
        try
        {
            return await FetchAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            failure = e;
        }

        if (connection.HasGained(connection.IsLead ? _meter.BytesReceived : connection.Received)) connection.Retry.Reset();
        if (!connection.Retry.TryGetNextDelay(failure, out var delay)) throw failure;
        await _time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> FetchAsync(Connection connection, CancellationToken cancellationToken)
    {
        // Without a mark to know the video by, bytes of two requests may be of two videos.
        if (_version is { CanContinue: false } && !_plan.IsComplete) await RestartAsync().ConfigureAwait(false);
        if (_plan.Claim(_mayUseRanges ? NextPieceBytes(_plan.Unclaimed) : long.MaxValue) is not { } piece) return false;
        using var watchdog = new StallWatchdog(_options.StallTimeout, _time, cancellationToken);
        try
        {
            var asked = _version is null ? (ByteRange?)null : new ByteRange(Math.Max(0, piece.Start - OverlapBytes), piece.End);
            using var response = await _source.OpenAsync(asked, _version?.Condition, watchdog.Token).ConfigureAwait(false);
            var answer = _source.Read(response, asked);
            if (asked is not null && !(answer is { IsPartial: true } && _version!.Agrees(answer.Version)))
            {
                if (!connection.IsLead) return false;
                // Another video stands there now, or the server takes no ranges. A whole one may have come with this very answer.
                await RestartAsync().ConfigureAwait(false);
                if (answer is not { IsPartial: false }) return true;
                asked = null;
            }

            if (asked is null) piece = Begin(answer!);
            else if (answer!.Version.Length is { } length && _version!.Length is null) _plan.SetLength(length);
            if (connection.IsLead) GetHelp(answer!, piece, cancellationToken);
            await CopyAsync(connection, response, answer!, piece, watchdog).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SeedanceException(
                Failure.VideoIncomplete,
                $"The download of task '{TaskId}' stalled: no byte came for {_options.StallTimeout.TotalSeconds:0} seconds.", TaskId, e);
        }
        finally
        {
            _plan.Release(piece);
        }
    }

    // The whole video follows: whatever was here before is of no use.
    private Piece Begin(VideoResponse answer)
    {
        EnsureRoom(answer.Version.Length ?? 0);
        _part.Start(TaskId, answer.Version);
        _version = answer.Version;
        Follow(new TransferPlan(_version.Length, []));
        return _plan.Claim(long.MaxValue)!;
    }

    private async Task RestartAsync()
    {
        await StopHelpersAsync().ConfigureAwait(false);
        // What came in pieces did not fit together: from now on it comes in one.
        _mayUseRanges = false;
        _version = null;
        _overlaps.Clear();
        if (_hasher is not null) await _hasher.DisposeAsync().ConfigureAwait(false);
        _hasher = null;
        _plan = new TransferPlan(null, []);
    }

    private void Follow(TransferPlan plan)
    {
        _plan = plan;
        _hasher = new PrefixHasher(_part, _version!.Digests, plan.Contiguous);
        _meter.Start(plan.Done().Sum(r => r.Length), _version.Length);
    }

    private void EnsureRoom(long bytes)
    {
        if (bytes >= SaveOptions.LargeVideoBytes) FreeSpace.Ensure(bytes, TaskId, _part.Target);
    }

    // Once: a server that has turned the others away is not asked again.
    private void GetHelp(VideoResponse answer, Piece piece, CancellationToken cancellationToken)
    {
        if (!_mayUseRanges || _helpersStop is not null || !answer.OffersRanges
            || _version is not { CanContinue: true, Length: >= SaveOptions.LargeVideoBytes }) return;
        _plan.Shorten(piece, piece.Next + NextPieceBytes(piece.End - piece.Next));
        var helpers = (int)Math.Min(_options.ConnectionsPerVideo - 1, (_plan.Unclaimed + SmallestPiece - 1) / SmallestPiece);
        _helpersStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stop = _helpersStop.Token;
        _helpers = [.. Enumerable.Range(0, helpers).Select(_ => Task.Run(() => HelpAsync(stop), CancellationToken.None))];
    }

    private async Task HelpAsync(CancellationToken cancellationToken)
    {
        var connection = new Connection(isLead: false, _client.Retry.NewState());
        try
        {
            while (await TryFetchAsync(connection, cancellationToken).ConfigureAwait(false))
            {
            }
        }
        catch (SeedanceException)
        {
            // Its piece is the leading connection's now, and so is the failure, if it meets it too.
        }
    }

    private async Task StopHelpersAsync()
    {
        _helpersStop?.Cancel();
        try
        {
            await Task.WhenAll(_helpers).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // The leading connection has the same disk.
        }

        _helpers = [];
    }

    private long NextPieceBytes(long left)
    {
        if (_options.ConnectionsPerVideo == 1 || !_mayUseRanges) return long.MaxValue;
        // A share of what is left, so that all connections end at the same time.
        return Math.Max(SmallestPiece, Math.Min(LargestPiece, left / (2 * _options.ConnectionsPerVideo)));
    }

    private async Task CopyAsync(
        Connection connection, HttpResponseMessage response, VideoResponse answer, Piece piece, StallWatchdog watchdog)
    {
        using var body = await HttpContentReader.OpenAsync(response, watchdog.Token).ConfigureAwait(false);
        using var video = answer.IsGzip ? new GZipStream(body, CompressionMode.Decompress) : body;
        var end = answer.End ?? (_version!.Length is null ? MostUnpackedBytes : TransferPlan.UnknownEnd);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (answer.Start < piece.Next) await KeepOverlapAsync(video, answer.Start, piece.Next, watchdog).ConfigureAwait(false);
            while (true)
            {
                var room = Math.Min(piece.End, end) - piece.Next;
                if (room == 0)
                {
                    if (piece.Next == end && answer.End is null) throw Invalid("it has no end");
                    // The same answer may go on with bytes that nobody else fetches.
                    if (piece.Next == end || !_plan.TryExtend(piece, NextPieceBytes(_plan.Unclaimed))) return;
                    continue;
                }

                var read = await ReadAsync(video, buffer, (int)Math.Min(buffer.Length, room), watchdog).ConfigureAwait(false);
                if (read == 0)
                {
                    if (answer.End is not null) throw BrokenOff("the connection was closed");
                    _plan.SetLength(piece.Next);
                    return;
                }

                await _part.WriteAsync(buffer, read, piece.Next, watchdog.Token).ConfigureAwait(false);
                _plan.Advance(piece, read);
                _meter.Add(read);
                connection.Received += read;
                _hasher!.Advance(_plan.Contiguous);
                _part.Note(read, _plan);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task KeepOverlapAsync(Stream video, long from, long to, StallWatchdog watchdog)
    {
        var bytes = new byte[to - from];
        for (var count = 0; count < bytes.Length;)
        {
            var read = await ReadAsync(video, bytes, bytes.Length - count, watchdog, count).ConfigureAwait(false);
            if (read == 0) throw BrokenOff("the connection was closed");
            count += read;
        }

        lock (_overlaps) _overlaps.Add((from, bytes));
    }

    private async Task<bool> HasForeignOverlapAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[OverlapBytes];
        foreach (var (offset, bytes) in _overlaps)
        {
            var read = await _part.ReadAsync(buffer, bytes.Length, offset, cancellationToken).ConfigureAwait(false);
            if (!buffer.AsSpan(0, read).SequenceEqual(bytes)) return true;
        }

        return false;
    }

    // A read that fails is the network's fault, a write that fails is the disk's: they must not look alike.
    private async Task<int> ReadAsync(Stream body, byte[] buffer, int count, StallWatchdog watchdog, int offset = 0)
    {
        watchdog.Wait();
        try
        {
            return await body.ReadAsync(buffer, offset, count, watchdog.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException or InvalidDataException)
        {
            watchdog.Token.ThrowIfCancellationRequested();
            throw BrokenOff(ServiceText.Clean(e.Message), e);
        }
        finally
        {
            watchdog.Rest();
        }
    }

    private SeedanceException Invalid(string why) => VideoErrors.Invalid(TaskId, why);

    private SeedanceException BrokenOff(string why, Exception? inner = null)
    {
        var of = _meter.BytesTotal is { } total ? $" of {total:N0}" : "";
        return new SeedanceException(
            Failure.VideoIncomplete, $"The download of task '{TaskId}' broke off after {_meter.BytesReceived:N0}{of} bytes: {why}", TaskId, inner);
    }

    private sealed class Connection(bool isLead, RetryState retry)
    {
        public RetryState Retry = retry;
        private long _most;

        public bool IsLead => isLead;

        /// <summary>What came over this connection, in bytes.</summary>
        public long Received { get; set; }

        /// <summary>True when more is here than ever before: starting over and over again is no progress.</summary>
        public bool HasGained(long received)
        {
            if (received <= _most) return false;
            _most = received;
            return true;
        }
    }
}
