using Seedance.Json;
using Seedance.Saving.Files;

namespace Seedance.Saving;

/// <summary>The task's JSON beside its video, in the service's own shape and without anything that would give access to the video.</summary>
internal static class TaskMetadata
{
    private const string Suffix = ".json";

    /// <summary>True when a video has it.</summary>
    public static bool Exists(string videoPath) => File.Exists(videoPath + Suffix);

    /// <summary>Writes it beside a video that an earlier run has saved without it.</summary>
    public static void WriteIfMissing(SeedanceTask task, string videoPath, SavedVideo video)
    {
        if (!Exists(videoPath)) Write(task, videoPath, video);
    }

    /// <summary>Writes it in one step.</summary>
    public static void Write(SeedanceTask task, string videoPath, SavedVideo video)
    {
        var part = videoPath + Suffix + PartialFile.Suffix;
        var url = task.VideoUrl is { } signed ? new SignedUrl(signed).WithoutSecrets : null;
        File.WriteAllBytes(part, TaskWriter.Write(WithoutQueries(task), url, video));
        FileReplace.Move(part, videoPath + Suffix, overwrite: true);
    }

    // Fields that this module does not know may hold signed addresses too.
    private static SeedanceTask WithoutQueries(SeedanceTask task) => task with
    {
        Request = task.Request is { } request ? Redaction.Redact(request) : null,
        Error = task.Error is { } error ? Redaction.Redact(error) : null,
        AdditionalProperties = task.AdditionalProperties.ToDictionary(p => p.Key, p => p.Value is string text ? Redaction.Redact(text) : p.Value),
    };
}
