using System.Diagnostics;
using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>What one progress bar shows.</summary>
/// <param name="Key">Identifies the bar among the children.</param>
/// <param name="Activity">The line above the bar.</param>
/// <param name="Status">The text beside the bar.</param>
/// <param name="Percent">From 0 to 100; -1 when unknown.</param>
/// <param name="SecondsRemaining">The estimated remaining time in seconds; -1 when unknown.</param>
internal readonly record struct ProgressLine(
    string Key, string Activity, string Status, int Percent = -1, int SecondsRemaining = -1);

/// <summary>What all progress bars of a command show.</summary>
/// <param name="Parent">The bar of the whole command.</param>
/// <param name="Children">The bars of its parts.</param>
internal sealed record ProgressLines(ProgressLine Parent, IReadOnlyList<ProgressLine> Children);

/// <summary>
/// Writes the progress bars of a command: one for all and a few children. It writes at most four records a second,
/// because more would slow the work down, and none in a session that is not interactive. To be used on the pipeline
/// thread.
/// </summary>
internal sealed class ProgressBoard(Cmdlet command, int id, bool isShown, TimeProvider? time = null)
{
    /// <summary>The maximum number of child bars: more would not fit on a screen.</summary>
    public const int MaximumChildren = 5;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly string?[] _children = new string?[MaximumChildren];
    private long? _lastWritten;
    private ProgressLine? _parent;
    private int _turn;

    /// <summary>Writes one record when one is due; <paramref name="snapshot"/> is called only then.</summary>
    public void Tick(Func<ProgressLines> snapshot)
    {
        if (!isShown || (_lastWritten is { } last && _time.GetElapsedTime(last) < Spacing)) return;
        var (parent, children) = snapshot();
        var isFirst = _lastWritten is null;
        _lastWritten = _time.GetTimestamp();
        // First remove a child that has ended; then alternate between the parent and a child.
        if (RemoveOne(children)) return;
        if (isFirst || children.Count == 0 || _turn++ % 2 == 0) Write(id, -1, (_parent = parent).Value);
        else WriteChild(children[_turn / 2 % Math.Min(MaximumChildren, children.Count)]);
    }

    /// <summary>Removes all bars.</summary>
    public void Complete()
    {
        while (RemoveOne([]))
        {
        }

        if (_parent is { } parent) Finish(id, -1, parent.Activity);
        _parent = null;
    }

    private bool RemoveOne(IReadOnlyList<ProgressLine> wanted)
    {
        for (var slot = 0; slot < MaximumChildren; slot++)
        {
            if (_children[slot] is not { } key || wanted.Any(w => w.Key == key)) continue;
            Finish(id + 1 + slot, id, key);
            _children[slot] = null;
            return true;
        }

        return false;
    }

    private void WriteChild(ProgressLine child)
    {
        var slot = Array.IndexOf(_children, child.Key);
        if (slot < 0) slot = Array.IndexOf(_children, null);
        if (slot < 0) return;
        _children[slot] = child.Key;
        Write(id + 1 + slot, id, child);
    }

    private void Write(int activityId, int parentId, ProgressLine line) => command.WriteProgress(
        new ProgressRecord(activityId, Text(line.Activity), Text(line.Status))
        {
            ParentActivityId = parentId,
            PercentComplete = line.Percent,
            SecondsRemaining = line.SecondsRemaining,
        });

    private void Finish(int activityId, int parentId, string activity) => command.WriteProgress(
        new ProgressRecord(activityId, Text(activity), "Done")
        {
            ParentActivityId = parentId,
            RecordType = ProgressRecordType.Completed,
        });

    // ProgressRecord refuses an empty text.
    private static string Text(string text) => text.Length == 0 ? " " : text;
}
