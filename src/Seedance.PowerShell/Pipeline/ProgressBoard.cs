using System.Diagnostics;
using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Shows a person how far the work is, at most four times a second: more would slow the work down.</summary>
internal sealed class ProgressBoard(Cmdlet command, string activity)
{
    private static readonly long Spacing = Stopwatch.Frequency / 4;

    private readonly int _id = activity.GetHashCode() & 0x7FFF;
    private long _lastShown;

    /// <summary>Shows a state. Must be called on the pipeline thread.</summary>
    public void Show(string status, long done, long total)
    {
        var now = Stopwatch.GetTimestamp();
        if (_lastShown != 0 && now - _lastShown < Spacing) return;
        _lastShown = now;
        command.WriteProgress(new ProgressRecord(_id, activity, status)
        {
            PercentComplete = total > 0 ? (int)(done * 100 / total) : -1,
        });
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_lastShown == 0) return;
        command.WriteProgress(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
