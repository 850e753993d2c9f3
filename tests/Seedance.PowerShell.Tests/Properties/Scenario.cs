using System.Text;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Properties;

/// <summary>The existing files under the final names before the first run.</summary>
internal enum ExistingFile
{
    /// <summary>No file.</summary>
    None,

    /// <summary>The complete video of the task.</summary>
    SameVideo,

    /// <summary>The first half of the video of the task.</summary>
    HalfVideo,

    /// <summary>The complete video of another task, of another length.</summary>
    OtherVideo,

    /// <summary>A text file.</summary>
    Text,
}

/// <summary>A generated host, a generated pipeline and its number of runs.</summary>
/// <param name="Tasks">The tasks, with the faults of their requests.</param>
/// <param name="Records">The input: indexes of tasks.</param>
/// <param name="Runs">The runs of the pipeline, one after the other.</param>
/// <param name="FileName">The template of the file names.</param>
/// <param name="Existing">The existing files under the final names before the first run.</param>
internal sealed record Scenario(
    IReadOnlyList<EmulatedTask> Tasks,
    IReadOnlyList<int> Records,
    IReadOnlyList<Run> Runs,
    string FileName,
    ExistingFile Existing)
{
    public bool NameHoldsId => FileName.Contains("{Id}", StringComparison.Ordinal);

    /// <summary>All data to reproduce a failure.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var task in Tasks)
        {
            text.AppendLine(null, $"task {task.Id}: {task.Video.Length:N0} bytes, {task.Outcome}");
            foreach (var fault in task.QueryFaults) text.AppendLine(null, $"  query {fault}");
            foreach (var fault in task.VideoFaults) text.AppendLine(null, $"  video {fault}");
        }

        text.AppendLine(null, $"records {string.Join(',', Records)}; name {FileName}; existing {Existing}");
        foreach (var run in Runs) text.AppendLine(run.ToString());
        return text.ToString();
    }
}

/// <summary>One run of the pipeline.</summary>
/// <param name="Command">The pipeline after the ids.</param>
/// <param name="StopAfterBytes">Stops the pipeline when this number of bytes of the first video has been sent; null for
/// a complete run.</param>
internal sealed record Run(string Command, long? StopAfterBytes);
