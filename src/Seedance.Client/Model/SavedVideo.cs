namespace Seedance;

/// <summary>A video on disk, whole and verified.</summary>
public sealed record SavedVideo
{
    /// <summary>The task that the video belongs to.</summary>
    public required string TaskId { get; init; }

    /// <summary>The file's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The file's size in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// The SHA-256 digest of the file, in lower-case hexadecimal; null when the file was there already and was skipped.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>True when the file was there already and nothing was downloaded.</summary>
    public bool Skipped { get; init; }

    /// <summary>The playing time that the file states; null when it cannot be read.</summary>
    public TimeSpan? Duration { get => Facts.Duration; init => Facts = Facts with { Duration = value }; }

    /// <summary>The width of the shown picture in pixels, after rotation; null when it cannot be read.</summary>
    public int? Width { get => Facts.Width; init => Facts = Facts with { Width = value }; }

    /// <summary>The height of the shown picture in pixels, after rotation; null when it cannot be read.</summary>
    public int? Height { get => Facts.Height; init => Facts = Facts with { Height = value }; }

    /// <summary>Frames per second, on average over the whole video; null when it cannot be read.</summary>
    public double? FrameRate { get => Facts.FrameRate; init => Facts = Facts with { FrameRate = value }; }

    /// <summary>
    /// The codec of the pictures by its FFmpeg name, such as <c>h264</c>; null when it cannot be read.
    /// </summary>
    public string? VideoCodec { get => Facts.VideoCodec; init => Facts = Facts with { VideoCodec = value }; }

    /// <summary>
    /// The codec of the sound by its FFmpeg name, such as <c>aac</c>; null when there is no sound or it cannot be read.
    /// </summary>
    public string? AudioCodec { get => Facts.AudioCodec; init => Facts = Facts with { AudioCodec = value }; }

    /// <summary>Whether the video has an audio track with content; null when that cannot be read.</summary>
    public bool? HasAudio { get => Facts.HasAudio; init => Facts = Facts with { HasAudio = value }; }

    /// <summary>The task, when it was queried.</summary>
    public SeedanceTask? Task { get; init; }

    // The facts in one object. PowerShell and JSON show them as properties of the video.
    internal VideoFacts Facts { get; init; } = VideoFacts.Unknown;

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
