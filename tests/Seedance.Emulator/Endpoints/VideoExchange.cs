using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>One GET of a video that may be had.</summary>
internal sealed record VideoExchange(EndpointRequest Request, TaskEntry Entry, Fault? Fault, EmulatorServer Server)
{
    private const int BufferBytes = 64 * 1024;
    private const int TicksPerSecond = 20;

    // A reset overtakes what is still in the socket's buffers: it waits until that has left, in real time.
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(100);

    public EmulatedVideo Video => Entry.Task.Video;

    public VideoResponse Usual => Of(Video);

    public bool AsksForRange => Request.Context.Request.Headers.Range.Count > 0;

    public static VideoResponse Of(EmulatedVideo video) => new() { Video = video, ETag = video.ETag, LastModified = video.LastModified };

    /// <summary>Leads to where the video is without a fault, after so many more redirects.</summary>
    public Task RedirectAsync(int moreHops) =>
        Request.RedirectAsync($"{Router.MovedPath}{moreHops}/{Uri.EscapeDataString(Entry.Task.Id)}.mp4{Request.Query}");

    public Task RangeRefusedAsync(long length)
    {
        Request.Response.Headers.ContentRange = $"bytes */{length}";
        return Request.XmlErrorAsync(416, "InvalidRange", "The requested range cannot be satisfied.");
    }

    public async Task SendAsync(VideoResponse answer)
    {
        var length = answer.Video.Length;
        if (answer.ETag is { } tag && Request.Context.Request.Headers.IfMatch is { Count: > 0 } wanted && wanted != "*" && wanted != tag)
        {
            await Request.XmlErrorAsync(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
            return;
        }

        var range = answer.HonorsRange ? RequestedRange(answer) : null;
        if (range is { From: var from } && from >= length)
        {
            await RangeRefusedAsync(length);
            return;
        }

        var (start, count) = range is { } asked ? (asked.From, asked.To - asked.From + 1) : (0, length);
        WriteHeaders(answer, range is null ? null : new ContentRangeHeaderValue(start, start + count - 1, length), count);
        if (answer.MovesRange) start = Math.Max(0, start - 1);
        await Request.Response.StartAsync(Request.Aborted);
        await SendBodyAsync(answer, start, count);
    }

    private void WriteHeaders(VideoResponse answer, ContentRangeHeaderValue? range, long count)
    {
        var response = Request.Response;
        var headers = response.GetTypedHeaders();
        response.StatusCode = range is null ? 200 : 206;
        response.ContentType = "video/mp4";
        headers.ContentRange = range;
        headers.LastModified = answer.LastModified;
        if (answer.ETag is not null) response.Headers.ETag = answer.ETag;
        if (answer.OffersRange) response.Headers.AcceptRanges = "bytes";
        if (answer.DeclaresLength) response.ContentLength = count + answer.ExtraBytes;
        if (answer.Digest is { } digest) response.Headers[digest.Name] = digest.Value;
        // The digest is of the whole object, so it is not said of a part.
        if (answer.ContentMd5 is not null && range is null) response.Headers.ContentMD5 = answer.ContentMd5;
    }

    // One range, clipped to the video's end; null when the whole video is to be sent.
    private (long From, long To)? RequestedRange(VideoResponse answer)
    {
        var headers = Request.Context.Request.GetTypedHeaders();
        if (headers.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } || !IsUnchanged(answer, headers.IfRange)) return null;
        var length = answer.Video.Length;
        return ranges.Single() switch
        {
            { From: { } from, To: var to } => (from, Math.Min(to ?? long.MaxValue, length - 1)),
            // A suffix of no bytes cannot be satisfied.
            { To: 0 } => (length, length),
            { To: { } suffix } => (Math.Max(0, length - suffix), length - 1),
            _ => null,
        };
    }

    private static bool IsUnchanged(VideoResponse answer, RangeConditionHeaderValue? condition)
    {
        if (condition?.EntityTag is { } tag) return !tag.IsWeak && tag.ToString() == answer.ETag;
        if (condition?.LastModified is { } date) return date == answer.LastModified;
        return true;
    }

    private async Task SendBodyAsync(VideoResponse answer, long start, long count)
    {
        var toSend = (long)(count * answer.Fraction);
        var body = Request.Response.Body;
        var step = answer.BytesPerSecond is { } pace ? Math.Clamp(pace / TicksPerSecond, 1, BufferBytes) : BufferBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(step);
        try
        {
            await using var video = answer.Video.Open();
            video.Position = start;
            while (toSend > 0)
            {
                var read = await video.ReadAsync(buffer.AsMemory(0, (int)Math.Min(step, toSend)), Request.Aborted);
                toSend -= read;
                if (toSend == 0 && answer is { End: not BodyEnd.Stalled, ExtraBytes: 0 }) Request.Gauge?.Dispose();
                await body.WriteAsync(buffer.AsMemory(0, read), Request.Aborted);
                Entry.Sent(read);
                if (answer.BytesPerSecond is not { } perSecond) continue;
                await body.FlushAsync(Request.Aborted);
                await Task.Delay(TimeSpan.FromSeconds((double)read / perSecond), Request.Aborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (answer.ExtraBytes > 0)
        {
            Request.Gauge?.Dispose();
            // Not zeros: those may follow a video as padding.
            var extra = new byte[answer.ExtraBytes];
            extra.AsSpan().Fill(0xA5);
            await body.WriteAsync(extra, Request.Aborted);
        }

        if (answer.End == BodyEnd.Clean) return;
        await body.FlushAsync(Request.Aborted);
        switch (answer.End)
        {
            case BodyEnd.Stalled:
                await Request.HangAsync();
                break;
            case BodyEnd.Reset:
                await Task.Delay(BeforeReset, Request.Aborted);
                await Request.ResetAsync();
                break;
                // Closed: Kestrel closes the connection by itself, as fewer bytes came than were declared.
        }
    }
}
