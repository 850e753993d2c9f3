using System.Net.Http.Headers;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Files;

/// <summary>
/// What distinguishes one version of a video at the storage host from another: a file may hold bytes of one version
/// only.
/// </summary>
internal sealed record VideoVersion
{
    /// <summary>The whole video's length in bytes; null when the server did not state it.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// The strong entity tag, with its quotes; null when there is none. A weak one does not promise equal bytes (RFC
    /// 9110, 8.8.1).
    /// </summary>
    public string? ETag { get; init; }

    /// <summary>When the video was last changed (UTC); null when the server did not state it.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The digests that the server announced.</summary>
    public ContentDigests Digests { get; init; } = ContentDigests.None;

    /// <summary>
    /// The <c>If-Range</c> condition of a request for a part of it; null when versions cannot be distinguished.
    /// </summary>
    public RangeConditionHeaderValue? Condition =>
        ETag is not null ? new RangeConditionHeaderValue(new EntityTagHeaderValue(ETag))
        : LastModified is { } date ? new RangeConditionHeaderValue(date)
        : null;

    /// <summary>True when a download can be continued without the risk of joining two versions.</summary>
    public bool CanContinue => ETag is not null || LastModified is not null;

    /// <summary>True when a response may belong to the same version.</summary>
    public bool Agrees(VideoVersion other) =>
        (Length is null || other.Length is null || Length == other.Length)
        && (ETag is null || other.ETag is null
            ? LastModified is null || other.LastModified is null || LastModified == other.LastModified
            : ETag == other.ETag);
}
