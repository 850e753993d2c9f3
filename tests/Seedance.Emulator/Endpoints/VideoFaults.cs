using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>The faults of the video endpoint, by name. The signature is checked first.</summary>
internal static class VideoFaults
{
    private static readonly Dictionary<string, Func<VideoExchange, Task>> Table = new()
    {
        // Error responses. Arguments of status: 503, 429:2, 429:date.
        ["status"] = x => x.Request.StatusAsync(x.Fault!.Argument, x.Server.Options.TimeProvider),
        // 503 as long as more connections than the argument are open for this video.
        ["limit"] = x => x.Entry.Downloads.Current > x.Fault!.Number(1)
            ? x.Request.StatusAsync("503", x.Server.Options.TimeProvider)
            : x.SendAsync(x.Default),
        // This URL has expired from now on; a newly signed one has not.
        ["expired"] = x =>
        {
            x.Entry.Revoke(x.Request.Query);
            return x.Request.XmlErrorAsync(403, "AccessDenied", "Request has expired");
        },
        ["html"] = x => x.Request.SendAsync(
            200, "<html><body><h1>Sign in to the network</h1></body></html>", EndpointRequest.HtmlType),
        ["xml-error"] = x =>
            x.Request.XmlErrorAsync(200, "InternalError", "We encountered an internal error. Please try again."),
        ["empty"] = x => x.Request.SendAsync(200, ReadOnlyMemory<byte>.Empty, "video/mp4"),
        // Argument: the number of redirects; then the video is sent without a fault.
        ["redirect"] = x => x.RedirectAsync(x.Fault!.Number(1) - 1),

        // Truncated bodies. Argument: the fraction that is sent.
        ["truncate"] = x => x.SendAsync(x.Default with { Fraction = x.Fault!.Fraction(0.5), End = BodyEnd.Closed }),
        ["reset"] = x => x.SendAsync(x.Default with { Fraction = x.Fault!.Fraction(0.5), End = BodyEnd.Reset }),
        ["short-length"] = x =>
            x.SendAsync(x.Default with { Fraction = x.Fault!.Fraction(0.5), DeclaresLength = false }),
        ["stall"] = x => x.SendAsync(x.Default with { Fraction = x.Fault!.Fraction(0.5), End = BodyEnd.Stalled }),

        // Time.
        ["hang"] = x => x.Request.HangAsync(),
        // Argument: bytes per second on this connection.
        ["slow"] = x => x.SendAsync(x.Default with { BytesPerSecond = x.Fault!.Number(64 * 1024) }),
        // Sends the video once EmulatorServer.Release has been called.
        ["hold"] = async x =>
        {
            await x.Entry.Released.WaitAsync(x.Request.Aborted);
            await x.SendAsync(x.Default);
        },

        // Ranges and validators.
        ["ignore-range"] = x => x.SendAsync(x.Default with { HonorsRange = false }),
        ["no-ranges"] = x => x.SendAsync(x.Default with { HonorsRange = false, OffersRange = false }),
        ["range-416"] = x => x.RangeErrorAsync(x.Video.Length),
        // Declares the requested range and sends the bytes one before it.
        ["moved-range"] = x => x.SendAsync(x.Default with { MovesRange = true }),
        // Sends EmulatedVideo.Changed to requests with a Range; other requests get the video.
        ["changed-object"] = x => x.SendAsync(x.IsRangeRequest ? VideoExchange.Of(x.Video.Changed) : x.Default),
        // Sends a part of EmulatedVideo.Changed, although If-Range names the other version.
        ["changed-part"] = x => x.SendAsync(
            x.IsRangeRequest ? VideoExchange.Of(x.Video.Changed) with { HonorsCondition = false } : x.Default),
        ["no-validators"] = x => x.SendAsync(x.Default with { ETag = null, LastModified = null }),
        ["weak-etag"] = x => x.SendAsync(x.Default with { ETag = "W/" + x.Video.ETag }),

        // Wrong bytes and wrong digests.
        ["chunked"] = x => x.SendAsync(x.Default with { DeclaresLength = false }),
        ["gzip"] = GzipAsync,
        // Argument: the number of bytes.
        ["extra-bytes"] = x => x.SendAsync(x.Default with { ExtraBytes = x.Fault!.Number(1000) }),
        ["broken-boxes"] = x =>
            x.SendAsync(x.Default with { Video = new GeneratedVideo(x.Video.Length, 13, isBroken: true) }),
        ["md5"] = x => x.SendAsync(x.Default with { ContentMd5 = Md5(x.Video) }),
        ["wrong-md5"] = x => x.SendAsync(x.Default with { ContentMd5 = Convert.ToBase64String(new byte[16]) }),
        ["sha256"] = x =>
            x.SendAsync(x.Default with { Digest = ("Repr-Digest", $"sha-256=:{Sha256(x.Video)}:") }),
        ["wrong-sha256"] = x =>
            x.SendAsync(x.Default with { Digest = ("Digest", $"sha-256={Convert.ToBase64String(new byte[32])}") }),
        // The CRC-64 of object stores, as a decimal number.
        ["crc64"] = x => x.SendAsync(x.Default with
        {
            Digest = ("x-tos-hash-crc64ecma", x.Video.Crc64.ToString(CultureInfo.InvariantCulture)),
        }),
        ["wrong-crc64"] = x => x.SendAsync(x.Default with { Digest = ("x-tos-hash-crc64ecma", "1") }),
    };

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["wrong-length"] = "extra-bytes",
    };

    private static readonly FaultTable<VideoExchange> Faults = new("video", Table, Aliases);

    public static Func<VideoExchange, Task> Find(Fault fault) => Faults.Find(fault);

    public static void Validate(IEnumerable<Fault> faults) => Faults.Validate(faults);

    private static async Task GzipAsync(VideoExchange x)
    {
        x.Request.Response.ContentType = "video/mp4";
        x.Request.Response.Headers.ContentEncoding = "gzip";
        x.Request.Response.Headers.ETag = x.Video.ETag;
        await using var gzip = new GZipStream(x.Request.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using var video = x.Video.Open();
        await video.CopyToAsync(gzip, x.Request.Aborted);
        x.Request.Gauge?.Dispose();
    }

    private static string Sha256(EmulatedVideo video) => Convert.ToBase64String(Convert.FromHexString(video.Sha256));

#pragma warning disable CA5351 // The header Content-MD5 requires MD5; nothing is protected with it.
    private static string Md5(EmulatedVideo video)
    {
        using var stream = video.Open();
        return Convert.ToBase64String(MD5.HashData(stream));
    }
#pragma warning restore CA5351
}
