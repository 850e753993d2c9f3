namespace Seedance.Saving;

/// <summary>The outcome for one record. Without a video and an error the user declined to save it.</summary>
/// <param name="Task">The task; null when it was not queried.</param>
/// <param name="Video">The saved or skipped video; null when there is none.</param>
/// <param name="Error">Why the video is not saved; null when there is no error.</param>
public sealed record SaveResult(SeedanceTask? Task, SavedVideo? Video, SeedanceException? Error);
