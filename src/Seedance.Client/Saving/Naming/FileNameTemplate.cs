using System.Text;

namespace Seedance.Saving.Naming;

/// <summary>
/// A template of file names: literal text and placeholders, such as <c>{Created:yyyyMMdd} {Id}.mp4</c>.
/// </summary>
internal sealed class FileNameTemplate
{
    private const string DefaultExtension = ".mp4";
    private const int MinimumIdLengthInText = 8;

    // The names of a partial file, its resume record and the metadata end with these.
    private static readonly string[] OwnExtensions = ["part", "json"];

    private readonly string _text;
    private readonly List<Segment> _segments;

    private FileNameTemplate(string text, List<Segment> segments) => (_text, _segments) = (text, segments);

    /// <summary>True when a name can be made before the service has described the task.</summary>
    public bool IsKnownBeforehand => _segments.TrueForAll(s => s.Placeholder is not { NeedsTask: true });

    /// <summary>Reads a template; <c>{{</c> and <c>}}</c> stand for braces.</summary>
    /// <param name="text">The template.</param>
    /// <param name="taskId">The task that needs a name, for the message.</param>
    /// <exception cref="SeedanceException">A placeholder is unknown or not closed.</exception>
    public static FileNameTemplate Parse(string text, string taskId)
    {
        var segments = new List<Segment>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = text.IndexOf('}', i);
                if (end < 0) throw VideoFileName.Invalid(taskId, $"'{text}' has a '{{' without its '}}'");
                if (literal.Length > 0) segments.Add(new Segment(literal.ToString(), null, null));
                literal.Clear();
                segments.Add(ReadPlaceholder(text.Substring(i + 1, end - i - 1), text, taskId));
                i = end;
            }
            else
            {
                literal.Append(c);
            }
        }

        if (literal.Length > 0) segments.Add(new Segment(literal.ToString(), null, null));
        return new FileNameTemplate(text, segments);
    }

    /// <summary>The name for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="index">The number of the task in the input, from 1.</param>
    /// <exception cref="SeedanceException">A format is not valid, or the name is no file name.</exception>
    public VideoName Expand(SeedanceTask task, int index)
    {
        var name = new StringBuilder();
        var holdsId = false;
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var value = segment.Placeholder is null ? segment.Text : ValueOf(segment, task, index);
            // Next to another value the id has no end: "{Id}{Index}" may give two tasks one name.
            holdsId |= segment.Placeholder is { Name: Placeholder.Id } && value == task.Id && IsLiteral(i - 1)
                && IsLiteral(i + 1);
            holdsId |= segment.Placeholder is null && HoldsWord(value, task.Id);
            name.Append(value);
        }

        var raw = HasExtension() ? name.ToString() : name.ToString().TrimEnd('.', ' ') + DefaultExtension;
        var safe = SafeFileName.Make(raw, task.Id);
        return new VideoName(safe, safe == raw && (holdsId || Path.GetFileNameWithoutExtension(safe) == task.Id));
    }

    private static Segment ReadPlaceholder(string content, string template, string taskId)
    {
        var colon = content.IndexOf(':');
        var name = colon < 0 ? content : content.Substring(0, colon);
        var known = string.Join(", ", Placeholder.All.Select(p => $"{{{p.Name}}}"));
        return new Segment(
            name,
            Placeholder.Find(name) ?? throw VideoFileName.Invalid(
                taskId, $"'{template}' has the unknown placeholder '{{{name}}}'; known are {known}"),
            colon < 0 ? null : content.Substring(colon + 1));
    }

    // A script block makes names such as "Contoso video_fd35ee52.mp4". A short id may be there by chance, as 1 in "take
    // 1.mp4".
    private static bool HoldsWord(string text, string id)
    {
        if (id.Length < MinimumIdLengthInText || SafeFileName.Id(id) != id) return false;
        for (var start = 0; (start = text.IndexOf(id, start, StringComparison.Ordinal)) >= 0; start++)
        {
            var end = start + id.Length;
            if ((start == 0 || !char.IsLetterOrDigit(text[start - 1]))
                && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }

    private bool IsLiteral(int segment) =>
        segment < 0 || segment >= _segments.Count || _segments[segment].Placeholder is null;

    private string ValueOf(Segment segment, SeedanceTask task, int index)
    {
        try
        {
            var value = segment.Placeholder!.Value(task, index, segment.Format);
            return segment.Placeholder.Name == Placeholder.Id ? SafeFileName.Id(value) : SafeFileName.Value(value);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw VideoFileName.Invalid(task.Id, $"'{segment.Format}' in '{_text}' is not a valid format");
        }
    }

    // A dot in a value, as in a version number, does not begin an extension.
    private bool HasExtension()
    {
        if (_segments.Count == 0 || _segments[_segments.Count - 1] is not { Placeholder: null, Text: var text })
            return false;
        var tail = text.TrimEnd('.', ' ');
        var extension = tail.Substring(tail.LastIndexOf('.') + 1);
        return extension.Length < tail.Length && extension.Length is > 0 and <= 8
            && extension.All(char.IsLetterOrDigit) && extension.Any(char.IsLetter)
            && !OwnExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
    }

    private sealed record Segment(string Text, Placeholder? Placeholder, string? Format);
}
