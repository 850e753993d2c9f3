using System.Collections;

namespace Seedance.PowerShell.Completion;

/// <summary>The placeholders of <c>-FileName</c>: completes an unclosed one, or offers the next.</summary>
internal sealed class FileNameCompleter : Completer
{
    private static readonly Completion[] Placeholders =
    [
        new("{Id}", "the task's id"),
        new("{Key}", "the key under which the task was created; without one its id"),
        new("{Prompt:40}", "the first 40 characters of the prompt, where it is known"),
        new("{Model}", "the model, such as seedance_2_0_fast"),
        new("{Created:yyyyMMdd-HHmm}", "when the task was created (UTC), in a .NET date format"),
        new("{Index}", "the number of the task within this run, such as 0001; {Index:D2} for two digits"),
        new("{Status}", "the task's status"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters)
    {
        var open = word.LastIndexOf('{');
        var begun = open > word.LastIndexOf('}') ? open : word.Length;
        var before = word.Substring(0, begun);
        return StartingWith(word.Substring(begun), Placeholders)
            .Select(found => found with { Text = before + found.Text });
    }
}
