namespace Seedance.Saving.Integrity;

/// <summary>What one pass over the boxes of a file found.</summary>
/// <param name="Fault">What is wrong with the structure, in words that follow "the file" or "it"; null when it is a
/// whole MP4.</param>
/// <param name="Facts">What the boxes state about the video, as far as it can be read.</param>
internal sealed record Mp4Inspection(string? Fault, VideoFacts Facts);
