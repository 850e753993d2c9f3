namespace Seedance;

/// <summary>Gives one warning for each unknown status value.</summary>
public sealed class UnknownStatusWarnings
{
    // The values come from the network: a new one in each response must not fill memory or the screen.
    private const int MaximumWarnings = 20;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The warning for a task whose status value is unknown and new; null otherwise.</summary>
    public string? WarningFor(SeedanceTask task) =>
        task.Status == SeedanceTaskStatus.Unknown && _seen.Count < MaximumWarnings && _seen.Add(task.StatusText)
            ? $"Task '{task.Id}' has the unknown status '{ServiceText.Clean(task.StatusText)}'. "
                + "It counts as not finished. "
                + "A newer version of the module may know it."
            : null;
}
