namespace Seedance.Reporting;

/// <summary>What became of a task, in the order of the report: what needs attention comes first.</summary>
public enum ReportOutcome
{
    /// <summary>The task failed at the service.</summary>
    Failed,

    /// <summary>The task was cancelled at the service.</summary>
    Cancelled,

    /// <summary>The task or its video expired.</summary>
    Expired,

    /// <summary>A command reported an error for the task; the task itself may be well.</summary>
    Error,

    /// <summary>The task is not finished.</summary>
    Pending,

    /// <summary>The task is completed; its video is not on disk.</summary>
    NotSaved,

    /// <summary>The video was downloaded.</summary>
    Saved,

    /// <summary>The video was on disk before.</summary>
    AlreadyThere,
}
