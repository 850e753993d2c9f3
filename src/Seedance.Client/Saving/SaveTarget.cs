namespace Seedance.Saving;

/// <summary>The place of one task's video.</summary>
public sealed record SaveTarget
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// True when the file name holds the whole id, so that a file of this name is this task's video. False when it may
    /// be another task's from an earlier run; then an existing file is compared with the video at the storage host.
    /// </summary>
    public bool IdentifiesTask { get; init; }
}
