namespace Seedance.Saving;

/// <summary>How videos are saved.</summary>
public sealed record SaveOptions
{
    /// <summary>Replace a file that exists.</summary>
    public bool Force { get; init; }

    /// <summary>A file that exists is an error, not a reason to skip.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Write the task as JSON beside the video.</summary>
    public bool Metadata { get; init; }

    /// <summary>After so long without a byte a connection counts as broken. Default 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How far a download is.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="BytesReceived">What is here so far, in bytes.</param>
/// <param name="BytesTotal">How much there will be, in bytes; null when the server did not say.</param>
public readonly record struct SaveProgress(string TaskId, long BytesReceived, long? BytesTotal);
