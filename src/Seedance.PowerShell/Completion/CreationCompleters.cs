using System.Collections;
using Seedance.Creating;

namespace Seedance.PowerShell.Completion;

/// <summary>The documented models.</summary>
internal sealed class ModelCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters) =>
        StartingWith(word, CreationRequest.Models.Select(model => new Completion(
            model, model.EndsWith("_pro", StringComparison.Ordinal)
                ? "needs no reference video" : "needs a reference video")));
}

/// <summary>The documented aspect ratios.</summary>
internal sealed class AspectRatioCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters) =>
        StartingWith(word, CreationRequest.AspectRatios.Select(ratio => new Completion(ratio, "width:height")));
}

/// <summary>True and false.</summary>
internal sealed class BooleanCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Completion> Complete(string word, IDictionary boundParameters) =>
        StartingWith(
            word, [new Completion("true", "with an audio track"), new Completion("false", "without an audio track")]);
}
