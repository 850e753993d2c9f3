using System.Globalization;

namespace Seedance.Saving.Naming;

/// <summary>A placeholder of a file name template. To add one, add it to <see cref="All"/>.</summary>
/// <param name="Name">Its name within the braces; case does not matter.</param>
/// <param name="NeedsTask">True when its value is known only after the service has described the task.</param>
/// <param name="Value">
/// Its value for a task, the task's number in the input, and the text after the colon, null without one.
/// </param>
internal sealed record Placeholder(string Name, bool NeedsTask, Func<SeedanceTask, int, string?, string> Value)
{
    /// <summary>The placeholder whose value identifies the task.</summary>
    public const string Id = "Id";

    private const int DefaultPromptLength = 40;

    /// <summary>All placeholders.</summary>
    public static IReadOnlyList<Placeholder> All { get; } =
    [
        new(Id, NeedsTask: false, (task, _, _) => task.Id),
        new("Index", NeedsTask: false, (_, index, format) =>
            index.ToString(format ?? "D4", CultureInfo.InvariantCulture)),
        // A task without a key has its id, which is as unique.
        new("Key", NeedsTask: true, (task, _, _) => task.Key ?? task.Id),
        new("Prompt", NeedsTask: true, (task, _, format) => Excerpt(task.Prompt ?? "unknown", format)),
        new("Model", NeedsTask: true, (task, _, _) => task.Model ?? "unknown"),
        new("Created", NeedsTask: true, (task, _, format) => FormatTime(task.Created ?? default, format)),
        new("Status", NeedsTask: true, (task, _, _) => task.Status.ToString()),
    ];

    /// <summary>The placeholder of a name; null when there is none.</summary>
    public static Placeholder? Find(string name) =>
        All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // The first characters, on one line. A character of two code units is not cut in half.
    private static string Excerpt(string text, string? length)
    {
        var maximum = length is null
            ? DefaultPromptLength : int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        text = string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= maximum) return text;
        if (maximum > 0 && char.IsHighSurrogate(text[maximum - 1])) maximum--;
        return text.Substring(0, maximum).TrimEnd();
    }

    private static string FormatTime(DateTimeOffset time, string? format) =>
        time.UtcDateTime.ToString(format ?? "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
}
