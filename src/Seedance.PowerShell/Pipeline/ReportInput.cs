using System.Management.Automation;
using Seedance.PowerShell.Deserialization;
using Seedance.Reporting;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// Takes what a pipeline brings for a report: saved videos, tasks and error records, deserialized ones included.
/// </summary>
/// <param name="collector">What it is added to.</param>
internal sealed class ReportInput(ReportCollector collector)
{
    /// <summary>What was added so far.</summary>
    public ReportCollector Collector => collector;

    /// <summary>Adds an object.</summary>
    /// <returns>False when it is none of those.</returns>
    public bool TryAdd(PSObject input)
    {
        switch (input.BaseObject)
        {
            case SavedVideo video:
                collector.Add(video);
                return true;
            case SeedanceTask task:
                collector.Add(task);
                return true;
            case ErrorRecord error:
                collector.Add(ErrorOf(error));
                return true;
            case IContainsErrorRecord { ErrorRecord: { } error }:
                collector.Add(ErrorOf(error));
                return true;
        }

        try
        {
            if (DeserializedVideo.TryRead(input, out var deserialized)) collector.Add(deserialized);
            else if (DeserializedTaskAttribute.TryRead(input, out var task)) collector.Add(task);
            else return false;
            return true;
        }
        catch (ArgumentTransformationMetadataException)
        {
            return false;
        }
    }

    private static ReportError ErrorOf(ErrorRecord error)
    {
        var id = error.FullyQualifiedErrorId ?? "";
        var comma = id.IndexOf(',');
        var failure = error.Exception as SeedanceException;
        var message = error.ErrorDetails?.Message ?? error.Exception?.Message ?? id;
        var action = failure?.RecommendedAction ?? error.ErrorDetails?.RecommendedAction;
        // The message ends with what to do next; the report shows that by itself.
        if (action is { Length: > 0 } && message.EndsWith(action, StringComparison.Ordinal))
            message = message.Substring(0, message.Length - action.Length).TrimEnd();
        return new ReportError(
            failure?.TaskId ?? (error.TargetObject as PSObject)?.BaseObject as string ?? error.TargetObject as string,
            comma > 0 ? id.Substring(0, comma) : id, message, action, failure?.LastKnownTask);
    }
}
