using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Seedance.Saving.Naming;

/// <summary>Makes a file name of a template and a task, safe on every system, never a path.</summary>
public static class VideoFileName
{
    /// <summary>The template when none is given.</summary>
    public const string DefaultTemplate = "{Id}.mp4";

    // Every file system of today takes 255 bytes; the rest is for ".part" and its companions.
    private const int MaximumBytes = 240;

    private const string Extension = ".mp4";

    private const int DefaultPromptLength = 40;

    // What stands beside a video while it is saved, and its metadata.
    private static readonly HashSet<string> OwnExtensions = new(StringComparer.OrdinalIgnoreCase) { "part", "json" };

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Fills in a template: <c>{Id}</c>, <c>{Key}</c>, <c>{Prompt:40}</c>, <c>{Model}</c>, <c>{Created:format}</c> (UTC), <c>{Index}</c>, <c>{Status}</c>.</summary>
    /// <param name="template">The template; <c>{{</c> and <c>}}</c> stand for the braces themselves.</param>
    /// <param name="task">The task.</param>
    /// <param name="index">The number of the task within this run, from 1.</param>
    /// <exception cref="SeedanceException">The template has an unknown placeholder or a bad format.</exception>
    private static string Expand(string template, SeedanceTask task, int index)
    {
        var result = new StringBuilder(template.Length + 40);
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = template.IndexOf('}', i);
                if (end < 0) throw Bad(task, $"'{template}' has a '{{' without its '}}'");
                result.Append(ValueOf(template.Substring(i + 1, end - i - 1), template, task, index));
                i = end;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>The name for a task: the template filled in and made safe; <c>.mp4</c> is added where the template has no extension.</summary>
    /// <exception cref="SeedanceException">The template is not one, or nothing is left of the name.</exception>
    public static string NameFor(string template, SeedanceTask task, int index)
    {
        var name = Expand(template, task, index);
        // What follows a dot in a value, as in a version number, is no extension.
        return MakeSafe(HasExtension(template) ? name : name.TrimEnd('.', ' ') + Extension, task);
    }

    /// <summary>True when the name is known before the service is asked.</summary>
    public static bool IsKnownBeforehand(string template) => KnownPlaceholders.Replace(template, "").IndexOf('{') < 0;

    /// <summary>A value as it appears within a name.</summary>
    public static string Safe(string value) => Replace(AsData(value)).Trim().TrimEnd('.', ' ');

    private static readonly Regex KnownPlaceholders = new(
        @"\{\{|\{(id|index(:[^}]*)?)\}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static bool HasExtension(string template)
    {
        var tail = template.Substring(template.LastIndexOf('}') + 1).TrimEnd('.', ' ');
        var extension = tail.Substring(tail.LastIndexOf('.') + 1);
        return extension.Length < tail.Length && extension.Length is > 0 and <= 8 && extension.All(char.IsLetterOrDigit) && extension.Any(char.IsLetter)
            && !OwnExtensions.Contains(extension);
    }

    /// <summary>Makes a name safe on every system: no separators, reserved names, trailing dots; at most 240 bytes.</summary>
    /// <exception cref="SeedanceException">Nothing is left of it.</exception>
    private static string MakeSafe(string name, SeedanceTask task)
    {
        if (name.IndexOfAny(['/', '\\']) >= 0)
            throw Bad(task, $"'{name}' holds a path separator, and a file name must not leave the destination folder");
        name = Replace(name).Trim().TrimEnd('.', ' ');
        var extension = Path.GetExtension(name);
        var stem = name.Substring(0, name.Length - extension.Length).TrimEnd('.', ' ');
        if (stem.Length == 0) throw Bad(task, "the file name is empty");
        var reserved = stem.Split('.')[0].TrimEnd();
        if (Reserved.Contains(reserved)) stem = "_" + stem;
        return Shorten(stem, MaximumBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    private static string Replace(string name)
    {
        var safe = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1])) safe.Append(name[i]).Append(name[++i]);
            else safe.Append(IsBad(name[i]) ? '_' : name[i]);
        }

        // One spelling: what looks alike must not be two files on one system and one on another.
        return safe.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsBad(char c) => "<>:\"|?*".IndexOf(c) >= 0
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;

    private static string ValueOf(string placeholder, string template, SeedanceTask task, int index)
    {
        var colon = placeholder.IndexOf(':');
        var name = colon < 0 ? placeholder : placeholder.Substring(0, colon);
        var format = colon < 0 ? null : placeholder.Substring(colon + 1);
        try
        {
            // A value is data: a separator in it is a character to replace, not a folder.
            return name.ToUpperInvariant() switch
            {
                "ID" => AsData(task.Id),
                "MODEL" => AsData(task.Model ?? "unknown"),
                // A task without a key has its id, which is as unique.
                "KEY" => AsData(task.Key ?? task.Id),
                "PROMPT" => AsData(Excerpt(task.Prompt ?? "unknown", format is null ? DefaultPromptLength : int.Parse(format, NumberStyles.None, CultureInfo.InvariantCulture))),
                "STATUS" => task.Status.ToString(),
                "CREATED" => AsData((task.Created ?? DateTimeOffset.MinValue).UtcDateTime
                    .ToString(format ?? "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)),
                "INDEX" => AsData(index.ToString(format ?? "D4", CultureInfo.InvariantCulture)),
                _ => throw Bad(task, $"'{template}' has the unknown placeholder '{{{name}}}'; there are {{Id}}, {{Key}}, {{Prompt}}, {{Model}}, {{Created}}, {{Index}} and {{Status}}"),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Bad(task, $"'{format}' in '{template}' is not a format");
        }
    }

    // The first characters, on one line; a character of two code units is not cut in half.
    private static string Excerpt(string text, int characters)
    {
        text = string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= characters) return text;
        if (characters > 0 && char.IsHighSurrogate(text[characters - 1])) characters--;
        return text.Substring(0, characters).TrimEnd();
    }

    private static string AsData(string value) => value.Replace('/', '_').Replace('\\', '_');

    private static string Shorten(string stem, int bytes)
    {
        while (Encoding.UTF8.GetByteCount(stem) > bytes)
            stem = stem.Substring(0, stem.Length - (char.IsLowSurrogate(stem[stem.Length - 1]) ? 2 : 1));
        return stem.TrimEnd('.', ' ');
    }

    private static SeedanceException Bad(SeedanceTask task, string why) =>
        new(Failure.FileNameInvalid, $"Task '{task.Id}' cannot be saved: {why}.", task.Id);
}
