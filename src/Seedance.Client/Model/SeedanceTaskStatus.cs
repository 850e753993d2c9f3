namespace Seedance;

/// <summary>The status of a task. <see cref="SeedanceTask.StatusText"/> is the status value of the service.</summary>
public enum SeedanceTaskStatus
{
    /// <summary>An unknown status value: never treated as terminal or successful.</summary>
    Unknown,

    /// <summary>Accepted, not started.</summary>
    Queued,

    /// <summary>The video is being made.</summary>
    Processing,

    /// <summary>The video is ready to be downloaded.</summary>
    Completed,

    /// <summary>The task failed; <see cref="SeedanceTask.Error"/> is the reason, if the service stated one.</summary>
    Failed,

    /// <summary>The task was cancelled.</summary>
    Cancelled,

    /// <summary>The service no longer keeps the result of the task.</summary>
    Expired,
}
