namespace Seedance.Reporting;

/// <summary>An error that a command reported.</summary>
/// <param name="TaskId">The task; null when the error concerns none.</param>
/// <param name="ErrorId">The error id, such as <c>TaskNotFound</c>.</param>
/// <param name="Message">The message.</param>
/// <param name="NextStep">What to do about it; null when nothing is known.</param>
/// <param name="Task">The last known state of the task; null when none is known.</param>
public sealed record ReportError(
    string? TaskId, string ErrorId, string Message, string? NextStep = null, SeedanceTask? Task = null);
