namespace Seedance.Creating;

/// <summary>What a task will cost in tokens, as far as that is known before it is created.</summary>
/// <param name="Tokens">The quoted tokens, without those of reference videos.</param>
/// <param name="Pixels">The assumed pixels of a frame.</param>
/// <param name="IsMeasured">True when the pixels come from a completed task of the same model in the journal; false for
/// 720p.</param>
/// <param name="HasUnknownPart">True when there are reference videos: their seconds come on top.</param>
public sealed record TokenQuote(long Tokens, long Pixels, bool IsMeasured, bool HasUnknownPart)
{
    private const int FramesPerSecond = 24;

    // 720p of the Seedance 2.0 models; 'adaptive' takes the largest, so that a ceiling is not passed unnoticed.
    private const long LargestPixels720 = 1112 * 834;

    /// <summary>
    /// What an attempt is counted as when its journal line names no tokens: the longest video at 720p.
    /// </summary>
    internal static long OfUnknownRequest { get; } = TokensOf(LargestPixels720, 15);

    /// <summary>The documented formula: floor(width × height × (24 × seconds + 1) / 1024).</summary>
    /// <param name="pixels">Width × height.</param>
    /// <param name="durationSec">The requested duration in seconds.</param>
    public static long TokensOf(long pixels, int durationSec) => pixels * (FramesPerSecond * durationSec + 1L) / 1024;

    /// <summary>The pixels that a completed task of so many tokens had in each frame.</summary>
    internal static long PixelsOf(long tokens, int durationSec)
    {
        // Rounded up: the quote of the same request is then exactly these tokens.
        var frames = FramesPerSecond * durationSec + 1L;
        return (Math.Min(tokens, long.MaxValue / 2048) * 1024 + frames - 1) / frames;
    }

    /// <summary>Quotes a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="measuredPixels">What a completed task of the model had; null when none is known.</param>
    public static TokenQuote For(CreationBody body, long? measuredPixels)
    {
        var pixels = measuredPixels ?? Pixels720(body.AspectRatio);
        // Additional properties may hold any number.
        var seconds = Math.Min(Math.Max(body.DurationSec, 1), 3600);
        return new TokenQuote(TokensOf(pixels, seconds), pixels, measuredPixels is not null, body.HasReferenceVideos);
    }

    private static long Pixels720(string aspectRatio) => aspectRatio switch
    {
        "16:9" or "9:16" => 1280 * 720,
        "4:3" or "3:4" => 1112 * 834,
        "1:1" => 960 * 960,
        "21:9" => 1470 * 630,
        _ => LargestPixels720,
    };
}
