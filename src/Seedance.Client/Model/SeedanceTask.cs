namespace Seedance;

/// <summary>One video generation task, as one response of the service described it.</summary>
public sealed record SeedanceTask
{
    // A wait holds tens of thousands of tasks, and a nullable date takes three times as much.
    private OptionalTime _created;
    private OptionalTime _videoUrlExpires;
    private OptionalTime _fetched;

    /// <summary>The id of the task, as it was requested.</summary>
    public required string Id { get; init; }

    /// <summary>The status of the task.</summary>
    public SeedanceTaskStatus Status { get; init; }

    /// <summary>The status value of the service, unchanged.</summary>
    public string StatusText { get; init; } = "";

    /// <summary>The model, such as <c>seedance_2_0_fast</c>; open text. Null when the response has none.</summary>
    public string? Model { get; init; }

    /// <summary>When the task was created (UTC). Null when the response does not state it.</summary>
    public DateTimeOffset? Created
    {
        get => _created.Value;
        init => _created = new OptionalTime(value);
    }

    /// <summary>
    /// The signed URL of the finished video, exactly as the service returned it; valid for one day (documentation of
    /// the service). It gives access to the video without a key: treat it as a secret.
    /// </summary>
    public string? VideoUrl { get; init; }

    /// <summary>
    /// When <see cref="VideoUrl"/> expires (UTC), read from its signed query. Null when it is unknown.
    /// </summary>
    public DateTimeOffset? VideoUrlExpires
    {
        get => _videoUrlExpires.Value;
        init => _videoUrlExpires = new OptionalTime(value);
    }

    /// <summary>The length of the finished video in seconds, with a fraction. Null until completed.</summary>
    public double? ActualDuration { get; init; }

    /// <summary>The cost of the task in tokens. Null until completed.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>The error message of the service. Null unless the task failed.</summary>
    public string? Error { get; init; }

    /// <summary>The error code of the service; null when the response has none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>
    /// The key under which the task was created. Null unless it comes from a journal or was just created.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// The prompt. Null unless the task comes from a journal or was just created: a query does not return it.
    /// </summary>
    public string? Prompt { get; init; }

    /// <summary>
    /// The request that created the task, as JSON text. Null unless the task comes from a journal or was just created.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>Fields of the response that this type has no property for; nested values are JSON text.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = NoProperties;

    /// <summary>
    /// When a response described the task like this (UTC). Null for a task that was not read from a response.
    /// </summary>
    internal DateTimeOffset? Fetched
    {
        get => _fetched.Value;
        set => _fetched = new OptionalTime(value);
    }

    /// <summary>True when the status can no longer change.</summary>
    public bool IsTerminal => Status is SeedanceTaskStatus.Completed or SeedanceTaskStatus.Failed
        or SeedanceTaskStatus.Cancelled or SeedanceTaskStatus.Expired;

    /// <summary>How long a URL without an expiry of its own is valid (documentation of the service).</summary>
    internal static TimeSpan VideoUrlLifetime { get; } = TimeSpan.FromDays(1);

    // Shared by many tasks: read-only, so that a script cannot add to all of them.
    internal static IReadOnlyDictionary<string, object?> NoProperties { get; } = new FieldDictionary(
        new Dictionary<string, object?>());

    /// <summary>
    /// The task with key, prompt and request of an earlier object of it: a query does not return them.
    /// </summary>
    internal SeedanceTask WithOriginOf(SeedanceTask other) => other.Key is null && other.Request is null
        ? this
        : this with { Key = other.Key, Prompt = other.Prompt, Request = other.Request };

    /// <summary>The id and the status; never the video URL, which is a secret.</summary>
    public override string ToString() => $"{Id} ({Status})";
}
