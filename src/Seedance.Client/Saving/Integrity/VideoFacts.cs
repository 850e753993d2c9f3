namespace Seedance.Saving.Integrity;

/// <summary>What the header of a video file says about its content. A fact that cannot be read is null.</summary>
public sealed record VideoFacts
{
    /// <summary>Nothing could be read.</summary>
    public static VideoFacts Unknown { get; } = new();

    /// <summary>The playing time.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The width of the shown picture in pixels, after rotation.</summary>
    public int? Width { get; init; }

    /// <summary>The height of the shown picture in pixels, after rotation.</summary>
    public int? Height { get; init; }

    /// <summary>Frames per second, on average over the whole video.</summary>
    public double? FrameRate { get; init; }

    /// <summary>The codec of the pictures by its FFmpeg name, such as <c>h264</c>, <c>hevc</c> or <c>av1</c>.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>
    /// The codec of the sound by its FFmpeg name, such as <c>aac</c>; null also when there is no sound.
    /// </summary>
    public string? AudioCodec { get; init; }

    /// <summary>Whether there is an audio track with content.</summary>
    public bool? HasAudio { get; init; }
}
