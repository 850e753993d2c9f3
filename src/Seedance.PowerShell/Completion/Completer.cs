using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Seedance.PowerShell.Completion;

/// <summary>
/// Completes an argument without network access and without unlocking a vault.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        // The typed text may begin with an unclosed quote.
        var word = wordToComplete.Trim('\'', '"').Replace("''", "'");
        return Complete(word, fakeBoundParameters).Select(found => new CompletionResult(
            Quote(found.Text), found.Text, CompletionResultType.ParameterValue, found.ToolTip));
    }

    /// <summary>The possible completions of a word, the most likely first.</summary>
    protected abstract IEnumerable<Completion> Complete(string word, IDictionary boundParameters);

    /// <summary>The completions that begin with the word.</summary>
    protected static IEnumerable<Completion> StartingWith(string word, IEnumerable<Completion> all) =>
        all.Where(one => one.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    // Letters, digits, _, - and . need no quotes. Other characters could be an operator, a variable or a script block.
    private static string Quote(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') && text.Length > 0
        && text[0] is not ('-' or '.')
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>One entry of the completion menu.</summary>
/// <param name="Text">The argument, unquoted.</param>
/// <param name="ToolTip">The description that the menu shows.</param>
internal readonly record struct Completion(string Text, string ToolTip);
