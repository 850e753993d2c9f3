using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>The end of a body.</summary>
internal enum BodyEnd
{
    /// <summary>A regular end, even when bytes are missing.</summary>
    Clean,

    /// <summary>The connection closes before the declared length; the sent bytes arrive.</summary>
    Closed,

    /// <summary>The connection is reset; the last sent bytes may be lost.</summary>
    Reset,

    /// <summary>No more bytes, and the connection stays open.</summary>
    Stalled,
}

/// <summary>How a video is sent. The defaults are a correct storage host; faults change single properties.</summary>
internal sealed record VideoResponse
{
    /// <summary>The video whose bytes are sent.</summary>
    public required EmulatedVideo Video { get; init; }

    /// <summary>The entity tag; null for none.</summary>
    public required string? ETag { get; init; }

    /// <summary>The Last-Modified date; null for none.</summary>
    public required DateTimeOffset? LastModified { get; init; }

    /// <summary>False sends the whole video to a range request.</summary>
    public bool HonorsRange { get; init; } = true;

    /// <summary>False ignores If-Range.</summary>
    public bool HonorsCondition { get; init; } = true;

    /// <summary>False sends no Accept-Ranges.</summary>
    public bool OffersRange { get; init; } = true;

    /// <summary>False sends a chunked body without Content-Length.</summary>
    public bool DeclaresLength { get; init; } = true;

    /// <summary>The fraction of the body that is sent, 0 to 1.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>How the body ends.</summary>
    public BodyEnd End { get; init; }

    /// <summary>The number of additional bytes after the video, included in the declared length.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>True sends the bytes one before those of Content-Range.</summary>
    public bool MovesRange { get; init; }

    /// <summary>Bytes per second on this connection, in real time; null for unlimited.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>The Content-MD5 of a whole video; null for none.</summary>
    public string? ContentMd5 { get; init; }

    /// <summary>A digest header of the whole video, also in partial responses; null for none.</summary>
    public (string Name, string Value)? Digest { get; init; }
}
