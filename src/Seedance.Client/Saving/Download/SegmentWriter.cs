using System.Buffers;
using System.IO.Compression;
using Seedance.Http;
using Seedance.Telemetry;

namespace Seedance.Saving.Download;

/// <summary>Writes the body of a response into the file.</summary>
internal sealed class SegmentWriter(TransferServices services)
{
    // Fits into the cache of a core together with what the hash needs.
    private const int BufferBytes = 256 * 1024;

    // A compressed body does not state how many bytes it decompresses to.
    private const long MaximumDecompressedBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// Writes the bytes of a segment, and those that follow it as long as no other connection fetches them.
    /// </summary>
    /// <param name="state">The version of the video.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="connections">The maximum number of connections.</param>
    /// <param name="reply">The response.</param>
    /// <param name="onReceived">Called with the number of bytes of each write.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SeedanceException">The body ended too early or is broken.</exception>
    public async Task WriteAsync(
        TransferState state,
        Segment segment,
        int connections,
        VideoReply reply,
        Action<int> onReceived,
        CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAsync(state, segment, connections, reply, onReceived, cancellationToken).ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            e.RequestId ??= RequestIds.Of(reply.Response);
            throw;
        }
    }

    private async Task ReceiveAsync(
        TransferState state,
        Segment segment,
        int connections,
        VideoReply reply,
        Action<int> onReceived,
        CancellationToken cancellationToken)
    {
        var headers = reply.Headers!;
        using var body = await HttpContentReader.OpenAsync(reply.Response, reply.Watchdog.Token).ConfigureAwait(false);
        using var video = headers.IsGzip ? new GZipStream(body, CompressionMode.Decompress) : body;
        var end = headers.End ?? (state.Version.Length is null ? MaximumDecompressedBytes : TransferPlan.UnknownEnd);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (headers.Start < segment.Next)
                await ReadOverlapAsync(state, video, headers.Start, segment.Next, reply).ConfigureAwait(false);
            while (true)
            {
                var room = Math.Min(segment.End, end) - segment.Next;
                if (room <= 0)
                {
                    if (segment.Next == end && headers.End is null)
                        throw VideoErrors.Invalid(services.TaskId, "it has no end");
                    // The response may go on with bytes that no other connection fetches.
                    if (segment.Next == end) return;
                    if (!state.Plan.TryExtend(segment, SegmentSize.Next(state.Plan.Unclaimed, connections))) return;
                    continue;
                }

                var count = (int)Math.Min(buffer.Length, room);
                var read = await ReadAsync(video, buffer, 0, count, reply).ConfigureAwait(false);
                if (read == 0)
                {
                    if (headers.End is not null) throw BrokenOff("the connection was closed");
                    state.Plan.SetLength(segment.Next);
                    return;
                }

                await WriteAsync(state, segment, buffer, read, onReceived, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask WriteAsync(
        TransferState state,
        Segment segment,
        byte[] buffer,
        int read,
        Action<int> onReceived,
        CancellationToken cancellationToken)
    {
        // The end of the segment may have been taken over while its bytes were awaited.
        var count = state.Plan.Reserve(segment, read);
        if (count == 0) return;
        var offset = segment.Next;
        await services.Part.WriteAsync(buffer, count, offset, cancellationToken).ConfigureAwait(false);
        state.Plan.Advance(segment);
        services.Meter.Add(count);
        Counters.CountBytes(count);
        onReceived(count);
        // A small video has one connection, and hashing it here saves reading it again. A large one is hashed beside.
        if (state.Version.Length is not < SaveOptions.LargeVideoBytes || !state.Hasher.TryAppend(buffer, count, offset))
            state.Hasher.Advance(state.Plan.Contiguous);
        services.Part.Note(count, state.Plan.ReadDone);
    }

    private async Task ReadOverlapAsync(TransferState state, Stream video, long from, long to, VideoReply reply)
    {
        var bytes = new byte[to - from];
        for (var count = 0; count < bytes.Length;)
        {
            var read = await ReadAsync(video, bytes, count, bytes.Length - count, reply).ConfigureAwait(false);
            if (read == 0) throw BrokenOff("the connection was closed");
            count += read;
        }

        state.Overlaps.Add(from, bytes);
    }

    // A failed read is an error of the network, a failed write one of the disk: they must be told apart.
    private async ValueTask<int> ReadAsync(Stream body, byte[] buffer, int offset, int count, VideoReply reply)
    {
        var watchdog = reply.Watchdog;
        watchdog.Start();
        try
        {
            return await body.ReadAsync(buffer, offset, count, watchdog.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (watchdog.HasStalled)
        {
            throw VideoErrors.Stalled(services.TaskId, watchdog.Limit, e);
        }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or HttpRequestException or InvalidDataException)
        {
            // On .NET Framework a cancelled read fails in one of these ways.
            if (watchdog.HasStalled) throw VideoErrors.Stalled(services.TaskId, watchdog.Limit, e);
            watchdog.Token.ThrowIfCancellationRequested();
            throw BrokenOff(ServiceText.Clean(e.Message), e);
        }
        finally
        {
            watchdog.Stop();
        }
    }

    private SeedanceException BrokenOff(string reason, Exception? inner = null) =>
        VideoErrors.BrokenOff(services.TaskId, services.Meter, reason, inner);
}
