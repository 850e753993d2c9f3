namespace Seedance;

/// <summary>Remembers which unknown words for a status have been spoken of, so that each is warned of once.</summary>
public sealed class UnknownStatusWarnings
{
    // The words come from the network: a new one with each answer must not fill memory or screen.
    private const int MostWords = 20;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The warning for a task's status when its word is unknown and new; null otherwise.</summary>
    public string? WarningFor(SeedanceTask task) =>
        task.Status == SeedanceTaskStatus.Unknown && _seen.Count < MostWords && _seen.Add(task.StatusText)
            ? $"The service calls the status of task '{task.Id}' '{ServiceText.Clean(task.StatusText)}', a word this module does not know. "
                + "It counts as unfinished: a newer version of the module may know it."
            : null;
}
