using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>How a body ends.</summary>
internal enum BodyEnd
{
    /// <summary>As if nothing were missing.</summary>
    Clean,

    /// <summary>The connection closes although more was declared; what was sent arrives.</summary>
    Closed,

    /// <summary>The connection is reset; the last of what was sent may be lost.</summary>
    Reset,

    /// <summary>Nothing comes any more, and the connection stays open.</summary>
    Stalled,
}

/// <summary>How a video is sent. The defaults are the storage host as it should be; faults change one thing or two.</summary>
internal sealed record VideoResponse
{
    /// <summary>Whose bytes are sent.</summary>
    public required EmulatedVideo Video { get; init; }

    /// <summary>The entity tag; null for none.</summary>
    public required string? ETag { get; init; }

    /// <summary>The date of the last change; null for none.</summary>
    public required DateTimeOffset? LastModified { get; init; }

    /// <summary>False sends the whole video even when a range was asked for.</summary>
    public bool HonorsRange { get; init; } = true;

    /// <summary>False does not offer ranges.</summary>
    public bool OffersRange { get; init; } = true;

    /// <summary>False leaves Content-Length out: the body is chunked.</summary>
    public bool DeclaresLength { get; init; } = true;

    /// <summary>How much of the body is sent, 0 to 1.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>How the body ends.</summary>
    public BodyEnd End { get; init; }

    /// <summary>Bytes after the video's last, declared as if they belonged to it.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>True sends bytes one before those that Content-Range speaks of.</summary>
    public bool MovesRange { get; init; }

    /// <summary>Bytes a second on this connection, in real time; null is unlimited.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>The Content-MD5 of a whole video; null for none.</summary>
    public string? ContentMd5 { get; init; }

    /// <summary>A header that says what the whole video amounts to, also beside a part of it; null for none.</summary>
    public (string Name, string Value)? Digest { get; init; }
}
