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

    /// <summary>The SHA-256 digest of the file, in lower-case hexadecimal; null when the file was there already and was skipped.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True when the file was there already and nothing was downloaded.</summary>
    public bool Skipped { get; init; }

    /// <summary>The task, when it was asked for.</summary>
    public SeedanceTask? Task { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
