namespace Seedance.Emulator.Videos;

/// <summary>Videos to serve: three real ones and generated ones of any length.</summary>
public static class SampleVideos
{
    /// <summary>ftyp, moov first, 5.04 s of H.264 with an AAC track.</summary>
    public static EmulatedVideo WithAudio { get; } = BytesVideo.Embedded("with-audio.mp4", 5.04);

    /// <summary>No audio track, and the moov after the mdat.</summary>
    public static EmulatedVideo NoAudioMoovLast { get; } = BytesVideo.Embedded("no-audio-moov-last.mp4", 4);

    /// <summary>moof and mdat fragments.</summary>
    public static EmulatedVideo Fragmented { get; } = BytesVideo.Embedded("fragmented.mp4", 4);

    /// <summary>
    /// A structurally complete MP4 (ftyp, a minimal moov, one mdat) of exactly this length; it does not play.
    /// The same length and seed give the same bytes. They are computed while they are read.
    /// </summary>
    /// <param name="length">Bytes; at least <see cref="MinimumGeneratedLength"/>.</param>
    /// <param name="seed">Selects the bytes.</param>
    public static EmulatedVideo Generated(long length, int seed) => new GeneratedVideo(length, seed);

    /// <summary>A video of these bytes.</summary>
    public static EmulatedVideo FromBytes(byte[] bytes) => new BytesVideo(bytes);

    /// <summary>The minimum length of <see cref="Generated"/>, in bytes.</summary>
    public const int MinimumGeneratedLength = 256;

    /// <summary>
    /// The video of a name: <c>with-audio</c>, <c>no-audio-moov-last</c>, <c>fragmented</c>, <c>generated:BYTES</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such video.</exception>
    public static EmulatedVideo Named(string name) => name.Split(':') switch
    {
        ["with-audio"] => WithAudio,
        ["no-audio-moov-last"] => NoAudioMoovLast,
        ["fragmented"] => Fragmented,
        ["generated", var bytes] when long.TryParse(bytes, out var length) => Generated(length, 1),
        _ => throw new ArgumentException(
            $"There is no video '{name}': use with-audio, no-audio-moov-last, fragmented or generated:BYTES.",
            nameof(name)),
    };
}
