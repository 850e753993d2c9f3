using System.Diagnostics;
using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>What one bar shows.</summary>
/// <param name="Key">Tells one child from another.</param>
/// <param name="Activity">The line above the bar.</param>
/// <param name="Status">The words beside it.</param>
/// <param name="Percent">From 0 to 100; -1 when that cannot be said.</param>
/// <param name="SecondsLeft">Seconds that are probably left; -1 when that cannot be said.</param>
internal readonly record struct ProgressLine(string Key, string Activity, string Status, int Percent = -1, int SecondsLeft = -1);

/// <summary>
/// Shows a person how far the work is: one bar for all and a few children. Four records a second in all, as more would slow the work
/// down; none where nobody looks; each bar that was shown is taken away in the end. To be used on the pipeline thread alone.
/// </summary>
internal sealed class ProgressBoard(Cmdlet command, int id, bool isShown, TimeProvider? time = null)
{
    /// <summary>More children than this push each other off the screen.</summary>
    public const int MostChildren = 5;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly string?[] _children = new string?[MostChildren];
    private long? _lastWritten;
    private ProgressLine? _parent;
    private int _turn;

    /// <summary>Writes one record when one is due; <paramref name="picture"/> is asked for only then.</summary>
    public void Tick(Func<(ProgressLine Parent, IReadOnlyList<ProgressLine> Children)> picture)
    {
        if (!isShown || (_lastWritten is { } last && _time.GetElapsedTime(last) < Spacing)) return;
        var (parent, children) = picture();
        var isFirst = _lastWritten is null;
        _lastWritten = _time.GetTimestamp();
        // A child that is gone first; then the parent and one child by turns.
        if (TakeAwayOne(children)) return;
        if (isFirst || children.Count == 0 || _turn++ % 2 == 0) Write(id, -1, (_parent = parent).Value);
        else WriteChild(children[_turn / 2 % Math.Min(MostChildren, children.Count)]);
    }

    /// <summary>Takes all bars away.</summary>
    public void Complete()
    {
        while (TakeAwayOne([]))
        {
        }

        if (_parent is { } parent) Finish(id, -1, parent.Activity);
        _parent = null;
    }

    private bool TakeAwayOne(IReadOnlyList<ProgressLine> wanted)
    {
        for (var slot = 0; slot < MostChildren; slot++)
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
            SecondsRemaining = line.SecondsLeft,
        });

    private void Finish(int activityId, int parentId, string activity) => command.WriteProgress(
        new ProgressRecord(activityId, Text(activity), "Done") { ParentActivityId = parentId, RecordType = ProgressRecordType.Completed });

    // An empty line is refused by PowerShell.
    private static string Text(string text) => text.Length == 0 ? " " : text;
}
