using System.Net;
using Seedance.Saving.Files;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>What the headers of a response of the storage host state about its body.</summary>
internal sealed record VideoResponse
{
    /// <summary>The first byte of the body, as an offset in the video.</summary>
    public long Start { get; private init; }

    /// <summary>The byte after the last of the body; null when the headers do not state it.</summary>
    public long? End { get; private init; }

    /// <summary>True when the body is a range of the video (206).</summary>
    public bool IsPartial { get; private init; }

    /// <summary>True when the body is compressed with gzip.</summary>
    public bool IsGzip { get; private init; }

    /// <summary>True when the server states that it supports range requests.</summary>
    public bool SupportsRanges { get; private init; }

    /// <summary>The version of the video.</summary>
    public required VideoVersion Version { get; init; }

    /// <summary>Reads the headers of a response with 200 or 206.</summary>
    /// <param name="response">The response.</param>
    /// <param name="requested">The requested range; null for the whole video.</param>
    /// <returns>Null when the headers contradict each other or describe another range.</returns>
    public static VideoResponse? Read(HttpResponseMessage response, ByteRange? requested)
    {
        var headers = response.Content.Headers;
        var encodings = headers.ContentEncoding.Where(e => !Is(e, "identity")).ToArray();
        var isGzip = encodings is [var only] && (Is(only, "gzip") || Is(only, "x-gzip"));
        if (encodings.Length > 0 && !isGzip) return null;
        var isPartial = response.StatusCode == HttpStatusCode.PartialContent;
        long start = 0;
        // The length of a compressed body is not that of the video.
        var end = isGzip ? null : headers.ContentLength;
        var length = end;
        if (isPartial)
        {
            if (requested is not { } range || isGzip) return null;
            if (headers.ContentRange is not { From: { } from, To: { } to } content) return null;
            if (!Is(content.Unit, "bytes")) return null;
            if (from != range.Start || to >= range.End || to < from) return null;
            if (headers.ContentLength is { } bytes && bytes != to - from + 1) return null;
            (start, end, length) = (from, to + 1, content.Length);
        }

        return new VideoResponse
        {
            IsPartial = isPartial,
            IsGzip = isGzip,
            Start = start,
            End = end,
            SupportsRanges = isPartial || response.Headers.AcceptRanges.Any(r => Is(r, "bytes")),
            Version = new VideoVersion
            {
                Length = length,
                // The tag of a compressed body is not that of the video.
                ETag = !isGzip && response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
                LastModified = isGzip ? null : headers.LastModified,
                Digests = ContentDigests.Read(response),
            },
        };
    }

    /// <summary>True when the content type is one that no video has: that of a sign-in page or an error text.</summary>
    public static bool IsText(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type
        && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase));

    private static bool Is(string text, string value) => text.Equals(value, StringComparison.OrdinalIgnoreCase);
}
