namespace Seedance.Saving.Naming;

/// <summary>Makes a file name from a template and a task: valid on every system, and never a path.</summary>
public static class VideoFileName
{
    /// <summary>The template when none is given.</summary>
    public const string DefaultTemplate = "{Id}.mp4";

    /// <summary>
    /// The name for a task: the template with its placeholders replaced (<c>{Id}</c>, <c>{Key}</c>, <c>{Prompt:40}</c>,
    /// <c>{Model}</c>, <c>{Created:format}</c> in UTC, <c>{Index}</c>, <c>{Status}</c>) and made safe. <c>.mp4</c> is
    /// added where the template has no extension.
    /// </summary>
    /// <param name="template">The template; <c>{{</c> and <c>}}</c> stand for braces.</param>
    /// <param name="task">The task.</param>
    /// <param name="index">The number of the task in the input, from 1.</param>
    /// <exception cref="SeedanceException">The template is not valid, or nothing is left of the name.</exception>
    public static string NameFor(string template, SeedanceTask task, int index) => Expand(template, task, index).Text;

    /// <summary>The same, with what the name proves.</summary>
    internal static VideoName Expand(string template, SeedanceTask task, int index) =>
        FileNameTemplate.Parse(template, task.Id).Expand(task, index);

    internal static SeedanceException Invalid(string taskId, string reason) =>
        new(Failure.FileNameInvalid, $"Task '{taskId}' cannot be saved: {reason}.", taskId);
}

/// <summary>A file name.</summary>
/// <param name="Text">The name.</param>
/// <param name="IdentifiesTask">
/// True when it contains the whole id, unchanged and separate from other values: a file of this name is this task's
/// video. False when another task may have the same name in another run.
/// </param>
internal readonly record struct VideoName(string Text, bool IdentifiesTask);
