using System.Management.Automation;
using Seedance.PowerShell.Deserialization;
using Seedance.Reporting;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Takes what a pipeline brings for a report: saved videos, tasks and error records, deserialized ones included.</summary>
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
                AddVideo(video);
                return true;
            case SeedanceTask task:
                AddTask(task, input);
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
            if (DeserializedVideo.TryRead(input, out var deserialized)) AddVideo(deserialized);
            else if (DeserializedTaskAttribute.TryRead(input, out var task)) AddTask(task, input);
            else return false;
            return true;
        }
        catch (ArgumentTransformationMetadataException)
        {
            return false;
        }
    }

    private void AddVideo(SavedVideo video)
    {
        if (video.Task is { } task) AddRequest(task, PSObject.AsPSObject(task));
        collector.Add(video);
    }

    private void AddTask(SeedanceTask task, PSObject source)
    {
        AddRequest(task, source);
        collector.Add(task);
    }

    // Prompt and key are properties of tasks that were created here, or were added by a script: the service does not return them.
    private void AddRequest(SeedanceTask task, PSObject source)
    {
        var (key, prompt) = (source.Properties["Key"]?.Value as string, source.Properties["Prompt"]?.Value as string);
        if (key is not null || prompt is not null) collector.Add(new ReportRequest(task.Id, key, prompt));
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
