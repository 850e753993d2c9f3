using System.Net.Http.Headers;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Download;

/// <summary>What tells one state of a video at the storage host from another: only bytes of one state may stand in one file.</summary>
internal sealed record VideoVersion
{
    /// <summary>The whole video's length in bytes; null when the server did not say.</summary>
    public long? Length { get; init; }

    /// <summary>The strong entity tag, with its quotes; null when there is none. A weak one does not promise equal bytes (RFC 9110, 8.8.1).</summary>
    public string? ETag { get; init; }

    /// <summary>When the video was last changed (UTC); null when the server did not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>What the server says that the bytes amount to.</summary>
    public ContentDigests Digests { get; init; } = ContentDigests.None;

    /// <summary>The condition under which a part of it may be asked for; null when nothing tells the states apart.</summary>
    public RangeConditionHeaderValue? Condition =>
        ETag is not null ? new RangeConditionHeaderValue(new EntityTagHeaderValue(ETag))
        : LastModified is { } date ? new RangeConditionHeaderValue(date)
        : null;

    /// <summary>True when a part of it can be continued without the risk of joining two videos.</summary>
    public bool CanContinue => ETag is not null || LastModified is not null;

    /// <summary>True when an answer may be of the same state.</summary>
    public bool Agrees(VideoVersion other) =>
        (Length is null || other.Length is null || Length == other.Length)
        && (ETag is null || other.ETag is null ? LastModified is null || other.LastModified is null || LastModified == other.LastModified
            : ETag == other.ETag);
}
