using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Seedance.PowerShell.Completion;

/// <summary>
/// Completes an argument from what is at hand: no vault is unlocked for it, and no network is touched.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        // What is typed so far may begin with a quote that is not closed yet.
        var word = wordToComplete.Trim('\'', '"').Replace("''", "'");
        return Complete(word, fakeBoundParameters).Select(found => new CompletionResult(
            Quote(found.Text), found.Text, CompletionResultType.ParameterValue, found.ToolTip));
    }

    /// <summary>What the word may become, the likeliest first.</summary>
    protected abstract IEnumerable<Completion> Complete(string word, IDictionary boundParameters);

    /// <summary>Those that begin with the word.</summary>
    protected static IEnumerable<Completion> StartingWith(string word, IEnumerable<Completion> all) =>
        all.Where(one => one.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    // A bare word where it is one; everything else would be an operator, a variable or a script block.
    private static string Quote(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') && text.Length > 0
        && text[0] is not ('-' or '.')
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>One line of the menu.</summary>
/// <param name="Text">The argument, unquoted.</param>
/// <param name="ToolTip">What is known of it.</param>
internal readonly record struct Completion(string Text, string ToolTip);
