using System.Net;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>What the storage host's headers say of the bytes that follow.</summary>
internal sealed record VideoResponse
{
    /// <summary>The first byte that follows.</summary>
    public long Start { get; private init; }

    /// <summary>The byte after the last that follows; null when that is not said.</summary>
    public long? End { get; private init; }

    /// <summary>True when these are the bytes of a range.</summary>
    public bool IsPartial { get; private init; }

    /// <summary>True when the body is packed.</summary>
    public bool IsGzip { get; private init; }

    /// <summary>True when the server says that it does ranges.</summary>
    public bool OffersRanges { get; private init; }

    /// <summary>Which state of the video this is.</summary>
    public required VideoVersion Version { get; init; }

    /// <summary>Reads the headers of an answer with 200 or 206; null when they contradict themselves or speak of what was not asked for.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="asked">The range asked for; null for the whole.</param>
    public static VideoResponse? Read(HttpResponseMessage response, ByteRange? asked)
    {
        var headers = response.Content.Headers;
        var encodings = headers.ContentEncoding.Where(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToArray();
        var isGzip = encodings is [var only] && (Is(only, "gzip") || Is(only, "x-gzip"));
        if (encodings.Length > 0 && !isGzip) return null;
        var isPartial = response.StatusCode == HttpStatusCode.PartialContent;
        long start = 0;
        // The length of a packed body is not the video's.
        var end = isGzip ? null : headers.ContentLength;
        var length = end;
        if (isPartial)
        {
            if (asked is not { } range || isGzip || headers.ContentRange is not { Unit: var unit, From: { } from, To: { } to } said) return null;
            if (!Is(unit, "bytes") || from != range.Start || to >= range.End || to < from || to - from + 1 != (headers.ContentLength ?? to - from + 1))
                return null;
            (start, end, length) = (from, to + 1, said.Length);
        }

        return new VideoResponse
        {
            IsPartial = isPartial,
            IsGzip = isGzip,
            Start = start,
            End = end,
            OffersRanges = isPartial || response.Headers.AcceptRanges.Any(r => Is(r, "bytes")),
            Version = new VideoVersion
            {
                Length = length,
                // A packed body has a tag of its own.
                ETag = !isGzip && response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
                LastModified = isGzip ? null : headers.LastModified,
                Digests = ContentDigests.Read(response),
            },
        };
    }

    /// <summary>True when the answer calls itself something that no video is: a sign-in page, an error text.</summary>
    public static bool IsText(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type
        && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase));

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
