namespace Seedance;

/// <summary>The facts of a video that the header of its file states. A fact that cannot be read is null.</summary>
public sealed record VideoFacts
{
    /// <summary>Nothing could be read.</summary>
    public static VideoFacts Unknown { get; } = new();

    /// <summary>The playing time that the file states; null when it cannot be read.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The width of the shown picture in pixels, after rotation; null when it cannot be read.</summary>
    public int? Width { get; init; }

    /// <summary>The height of the shown picture in pixels, after rotation; null when it cannot be read.</summary>
    public int? Height { get; init; }

    /// <summary>Frames per second, on average over the whole video; null when it cannot be read.</summary>
    public double? FrameRate { get; init; }

    /// <summary>
    /// The codec of the pictures by its FFmpeg name, such as <c>h264</c>; null when it cannot be read.
    /// </summary>
    public string? VideoCodec { get; init; }

    /// <summary>
    /// The codec of the sound by its FFmpeg name, such as <c>aac</c>; null when there is no sound or it cannot be read.
    /// </summary>
    public string? AudioCodec { get; init; }

    /// <summary>Whether the video has an audio track with content; null when that cannot be read.</summary>
    public bool? HasAudio { get; init; }
}
