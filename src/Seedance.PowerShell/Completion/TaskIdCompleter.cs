using System.Collections;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Completion;

/// <summary>The ids that were recently used in this runspace, the newest first.</summary>
internal sealed class TaskIdCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters) =>
        StartingWith(
            word,
            RunspaceState.Current.RecentTasks.NewestFirst.Select(task => new Completion(task.Id, Describe(task.Last))));

    private static string Describe(SeedanceTask? task) =>
        task is null ? "no response yet" : task.Model is null ? $"{task.Status}" : $"{task.Status}, {task.Model}";
}
