using System.Globalization;
using System.Management.Automation;

namespace Seedance.PowerShell.Deserialization;

/// <summary>Reads what a job, a remote session or Export-Clixml left of a saved video.</summary>
internal static class DeserializedVideo
{
    private const string TypeName = "Deserialized.Seedance.SavedVideo";

    /// <summary>Makes a saved video of a deserialized one.</summary>
    /// <returns>False when the object is another one, or its properties are not those of a saved video.</returns>
    public static bool TryRead(PSObject source, out SavedVideo video)
    {
        video = null!;
        if (!source.TypeNames.Contains(TypeName) || Text(source, nameof(SavedVideo.TaskId)) is not { Length: > 0 } id
            || Text(source, nameof(SavedVideo.Path)) is not { Length: > 0 } path)
            return false;
        video = new SavedVideo
        {
            TaskId = id,
            Path = path,
            Length = Get<long>(source, nameof(SavedVideo.Length)) ?? 0,
            Sha256 = Text(source, nameof(SavedVideo.Sha256)),
            Skipped = Get<bool>(source, nameof(SavedVideo.Skipped)) ?? false,
            Duration = Get<TimeSpan>(source, nameof(SavedVideo.Duration)),
            Width = Get<int>(source, nameof(SavedVideo.Width)),
            Height = Get<int>(source, nameof(SavedVideo.Height)),
            FrameRate = Get<double>(source, nameof(SavedVideo.FrameRate)),
            VideoCodec = Text(source, nameof(SavedVideo.VideoCodec)),
            AudioCodec = Text(source, nameof(SavedVideo.AudioCodec)),
            HasAudio = Get<bool>(source, nameof(SavedVideo.HasAudio)),
            Task = source.Properties[nameof(SavedVideo.Task)]?.Value is PSObject task
                && DeserializedTaskAttribute.TryRead(task, out var read)
                ? read
                : null,
        };
        return true;
    }

    private static string? Text(PSObject source, string property) =>
        source.Properties[property]?.Value is { } value ? $"{value}" : null;

    private static T? Get<T>(PSObject source, string property) where T : struct =>
        source.Properties[property]?.Value is { } value
            && LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var read)
            ? read
            : null;
}
