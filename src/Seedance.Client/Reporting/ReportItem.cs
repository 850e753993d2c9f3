namespace Seedance.Reporting;

/// <summary>One row of a report: a video, or what stands in its place. What is not known is null.</summary>
public sealed record ReportItem
{
    /// <summary>The task's id.</summary>
    public string? TaskId { get; init; }

    /// <summary>The name that the user gave to the request.</summary>
    public string? Key { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>What became of the task.</summary>
    public ReportOutcome Outcome { get; init; }

    /// <summary>The service's own status value.</summary>
    public string? StatusText { get; init; }

    /// <summary>When the task was created (UTC).</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How long after its creation the task was seen completed: at most one poll late.</summary>
    public TimeSpan? ReadyAfter { get; init; }

    /// <summary>The playing time that was requested.</summary>
    public TimeSpan? RequestedDuration { get; init; }

    /// <summary>The playing time that the service states.</summary>
    public TimeSpan? StatedDuration { get; init; }

    /// <summary>The facts that the file states.</summary>
    public VideoFacts Facts { get; init; } = VideoFacts.Unknown;

    /// <summary>Whether sound was requested.</summary>
    public bool? RequestedAudio { get; init; }

    /// <summary>The file's size in bytes.</summary>
    public long? Length { get; init; }

    /// <summary>The SHA-256 digest of the file, in lower-case hexadecimal.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What the task cost, in tokens.</summary>
    public long? Tokens { get; init; }

    /// <summary>The file's name without its folder.</summary>
    public string? FileName { get; init; }

    /// <summary>
    /// The file relative to the report, as a URL with each segment escaped; null when it is on another drive.
    /// </summary>
    public string? Link { get; init; }

    /// <summary>The error: the service's own words for a failed task, a command's message otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>The service's error code, or the error id of a command.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What to do about the error.</summary>
    public string? NextStep { get; init; }

    /// <summary>True when there is no video and there will be none without a new attempt.</summary>
    public bool IsFailed =>
        Outcome is ReportOutcome.Failed or ReportOutcome.Cancelled or ReportOutcome.Expired or ReportOutcome.Error;

    /// <summary>The playing time: the file's, else the service's.</summary>
    public TimeSpan? BestDuration => Facts.Duration ?? StatedDuration;
}
