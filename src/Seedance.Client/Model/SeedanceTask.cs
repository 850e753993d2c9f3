namespace Seedance;

/// <summary>One video generation task, as the service described it at one moment.</summary>
public sealed record SeedanceTask
{
    /// <summary>The task's id, as it was asked for.</summary>
    public required string Id { get; init; }

    /// <summary>Where the task stands.</summary>
    public SeedanceTaskStatus Status { get; init; }

    /// <summary>The service's own word for the status, unchanged.</summary>
    public string StatusText { get; init; } = "";

    /// <summary>The model, such as <c>seedance_2_0_fast</c>; open text. Null when the service did not say.</summary>
    public string? Model { get; init; }

    /// <summary>When the task was created (UTC). Null when the service did not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>
    /// The signed address of the finished video, exactly as the service wrote it; valid for one day
    /// (the service's documentation). Whoever has it can download the video: treat it as a secret.
    /// </summary>
    public string? VideoUrl { get; init; }

    /// <summary>When <see cref="VideoUrl"/> dies (UTC), read from its signed query. Null when that cannot be known.</summary>
    public DateTimeOffset? VideoUrlExpires { get; init; }

    /// <summary>The length of the finished video in seconds, with a fraction. Null until completed.</summary>
    public double? ActualDuration { get; init; }

    /// <summary>What the task cost, in tokens. Null until completed.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Why the task failed, in the service's words. Null unless it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The service's code for the failure, when it gave one.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Fields of the answer that this module has no property for; nested values are JSON text.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = NoProperties;

    /// <summary>True when the task will not change any more.</summary>
    public bool IsTerminal => Status is SeedanceTaskStatus.Completed or SeedanceTaskStatus.Failed
        or SeedanceTaskStatus.Cancelled or SeedanceTaskStatus.Expired;

    /// <summary>How long an address lives that does not say so itself (the service's documentation).</summary>
    internal static TimeSpan VideoUrlLife { get; } = TimeSpan.FromDays(1);

    // Shared by many tasks, so that not even a script may add to it.
    internal static IReadOnlyDictionary<string, object?> NoProperties { get; } = new FieldDictionary(new Dictionary<string, object?>());

    /// <summary>The id and the status; never the video's address, which is a secret.</summary>
    public override string ToString() => $"{Id} ({Status})";
}
