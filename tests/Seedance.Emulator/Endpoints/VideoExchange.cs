using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>One valid GET of a video.</summary>
internal sealed record VideoExchange(EndpointRequest Request, TaskEntry Entry, Fault? Fault, EmulatorServer Server)
{
    private const int BufferBytes = 64 * 1024;
    private const int TicksPerSecond = 20;

    // A reset discards what is still in the socket buffers, so it waits in real time until that is sent.
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(100);

    public EmulatedVideo Video => Entry.Task.Video;

    public VideoResponse Default => Of(Video);

    public bool IsRangeRequest => Request.Context.Request.Headers.Range.Count > 0;

    public static VideoResponse Of(EmulatedVideo video) =>
        new() { Video = video, ETag = video.ETag, LastModified = video.LastModified };

    /// <summary>Redirects to the video without a fault, after a number of further redirects.</summary>
    public Task RedirectAsync(int moreHops) =>
        Request.RedirectAsync($"{Router.MovedPath}{moreHops}/{Uri.EscapeDataString(Entry.Task.Id)}.mp4{Request.Query}");

    public Task RangeErrorAsync(long length)
    {
        Request.Response.Headers.ContentRange = $"bytes */{length}";
        return Request.XmlErrorAsync(416, "InvalidRange", "The requested range cannot be satisfied.");
    }

    public async Task SendAsync(VideoResponse response)
    {
        var length = response.Video.Length;
        var condition = Request.Context.Request.Headers.IfMatch;
        if (response.ETag is { } tag && condition.Count > 0 && condition != "*" && condition != tag)
        {
            await Request.XmlErrorAsync(
                412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
            return;
        }

        var range = response.HonorsRange ? RequestedRange(response) : null;
        if (range is { From: var from } && from >= length)
        {
            await RangeErrorAsync(length);
            return;
        }

        var (start, count) = range is { } sent ? (sent.From, sent.To - sent.From + 1) : (0, length);
        var contentRange = range is null ? null : new ContentRangeHeaderValue(start, start + count - 1, length);
        WriteHeaders(response, contentRange, count);
        if (response.MovesRange) start = Math.Max(0, start - 1);
        await Request.Response.StartAsync(Request.Aborted);
        await SendBodyAsync(response, start, count);
    }

    private void WriteHeaders(VideoResponse response, ContentRangeHeaderValue? range, long count)
    {
        var target = Request.Response;
        var headers = target.GetTypedHeaders();
        target.StatusCode = range is null ? 200 : 206;
        target.ContentType = "video/mp4";
        headers.ContentRange = range;
        headers.LastModified = response.LastModified;
        if (response.ETag is not null) target.Headers.ETag = response.ETag;
        if (response.OffersRange) target.Headers.AcceptRanges = "bytes";
        if (response.DeclaresLength) target.ContentLength = count + response.ExtraBytes;
        if (response.Digest is { } digest) target.Headers[digest.Name] = digest.Value;
        // The digest is of the whole object, so a partial response has none.
        if (response.ContentMd5 is not null && range is null) target.Headers.ContentMD5 = response.ContentMd5;
    }

    // One range, limited to the end of the video; null for the whole video.
    private (long From, long To)? RequestedRange(VideoResponse response)
    {
        var headers = Request.Context.Request.GetTypedHeaders();
        if (headers.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges }) return null;
        if (response.HonorsCondition && !IsUnchanged(response, headers.IfRange)) return null;
        var length = response.Video.Length;
        return ranges.Single() switch
        {
            { From: { } from, To: var to } => (from, Math.Min(to ?? long.MaxValue, length - 1)),
            // A suffix range of zero bytes cannot be satisfied.
            { To: 0 } => (length, length),
            { To: { } suffix } => (Math.Max(0, length - suffix), length - 1),
            _ => null,
        };
    }

    private static bool IsUnchanged(VideoResponse response, RangeConditionHeaderValue? condition)
    {
        if (condition?.EntityTag is { } tag) return !tag.IsWeak && tag.ToString() == response.ETag;
        if (condition?.LastModified is { } date) return date == response.LastModified;
        return true;
    }

    private async Task SendBodyAsync(VideoResponse response, long start, long count)
    {
        var toSend = (long)(count * response.Fraction);
        var body = Request.Response.Body;
        var step = Math.Clamp(response.BytesPerSecond / TicksPerSecond ?? BufferBytes, 1, BufferBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(step);
        try
        {
            await using var video = response.Video.Open();
            video.Position = start;
            while (toSend > 0)
            {
                var read = await video.ReadAsync(buffer.AsMemory(0, (int)Math.Min(step, toSend)), Request.Aborted);
                toSend -= read;
                if (toSend == 0 && response is { End: not BodyEnd.Stalled, ExtraBytes: 0 }) Request.Gauge?.Dispose();
                await body.WriteAsync(buffer.AsMemory(0, read), Request.Aborted);
                Entry.AddSentBytes(read);
                if (response.BytesPerSecond is not { } perSecond) continue;
                await body.FlushAsync(Request.Aborted);
                await Task.Delay(TimeSpan.FromSeconds((double)read / perSecond), Request.Aborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (response.ExtraBytes > 0)
        {
            Request.Gauge?.Dispose();
            // Not zeros: those may follow a video as padding.
            var extra = new byte[response.ExtraBytes];
            extra.AsSpan().Fill(0xA5);
            await body.WriteAsync(extra, Request.Aborted);
        }

        if (response.End == BodyEnd.Clean) return;
        await body.FlushAsync(Request.Aborted);
        switch (response.End)
        {
            case BodyEnd.Stalled:
                await Request.HangAsync();
                break;
            case BodyEnd.Reset:
                await Task.Delay(BeforeReset, Request.Aborted);
                await Request.ResetAsync();
                break;
                // Closed: Kestrel closes the connection when fewer bytes were written than declared.
        }
    }
}
