namespace Seedance;

/// <summary>Where a task stands. The service's own word is in <see cref="SeedanceTask.StatusText"/>.</summary>
public enum SeedanceTaskStatus
{
    /// <summary>A word this module does not know: never treated as finished, never as a success.</summary>
    Unknown,

    /// <summary>Accepted and not started yet.</summary>
    Queued,

    /// <summary>The video is being made.</summary>
    Processing,

    /// <summary>The video is ready to be downloaded.</summary>
    Completed,

    /// <summary>The service gave up; <see cref="SeedanceTask.Error"/> says why when the service did.</summary>
    Failed,

    /// <summary>The task was cancelled.</summary>
    Cancelled,

    /// <summary>The service no longer keeps the task's result.</summary>
    Expired,
}
