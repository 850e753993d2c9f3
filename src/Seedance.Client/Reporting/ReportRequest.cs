namespace Seedance.Reporting;

/// <summary>What is known of the request that created a task: the service does not return it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Key">The name that the user gave to the request.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Duration">The playing time that was requested.</param>
/// <param name="HasAudio">Whether sound was requested; null when the request did not state it.</param>
public sealed record ReportRequest(
    string TaskId, string? Key, string? Prompt, TimeSpan? Duration = null, bool? HasAudio = null);
