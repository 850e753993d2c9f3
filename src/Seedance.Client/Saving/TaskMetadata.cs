using System.Text.Json;
using Seedance.FileSystem;
using Seedance.Json;
using Seedance.Saving.Files;

namespace Seedance.Saving;

/// <summary>
/// The file <c>NAME.mp4.json</c>: the task in the service's own shape, without anything that would give access to the
/// video.
/// </summary>
internal static class TaskMetadata
{
    private const string Suffix = ".json";

    // A task has a few kilobytes; what is larger was not written by this class.
    private const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>True when a video has metadata.</summary>
    public static bool Exists(string videoPath) => File.Exists(PathOf(videoPath));

    /// <summary>
    /// The id of the task that owns the video beside the metadata; null when there is none, or when the video was
    /// replaced later by one of another length.
    /// </summary>
    public static string? ReadOwner(string videoPath, long videoLength) =>
        Read(videoPath) is { } found && found.VideoLength == videoLength ? found.TaskId : null;

    /// <summary>Checks before the download that the metadata may be written.</summary>
    /// <exception cref="SeedanceException">A file that is not this task's metadata has the name.</exception>
    public static void EnsureReplaceable(SaveTarget target, SaveOptions options)
    {
        var path = PathOf(target.Path);
        var isForeign = Directory.Exists(path)
            || (!options.Force && File.Exists(path) && Read(target.Path)?.TaskId != target.TaskId);
        if (!isForeign) return;
        throw new SeedanceException(
            Failure.FileExists,
            $"The file '{target.Path}{Suffix}' exists and is not the metadata of task '{target.TaskId}'. "
            + "Move it away, or leave out -Metadata.",
            target.TaskId);
    }

    /// <summary>Writes the metadata in one step; one that exists is kept where nothing may be replaced.</summary>
    public static void Write(SeedanceTask task, SavedVideo video, SaveOptions options)
    {
        if (Exists(video.Path) && (options.NoClobber || video.Skipped)) return;
        var path = PathOf(video.Path);
        var part = path + PartialFile.Suffix;
        var url = task.VideoUrl is { } signed ? new SignedUrl(signed).WithoutSecrets : null;
        var json = TaskWriter.Write(MetadataRedaction.Redact(task), url, video);
        using (var file = PlainFile.Create(part)) file.Write(json, 0, json.Length);
        FileSystemCalls.Move(part, path, overwrite: true);
    }

    private static (string TaskId, long? VideoLength)? Read(string videoPath)
    {
        var file = new FileInfo(PathOf(videoPath));
        if (!file.Exists || file.Length is 0 or > MaximumBytes) return null;
        try
        {
            using var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            // "object": "video" is part of each response of the service.
            if (!root.GetProperty("object").ValueEquals("video") || root.GetProperty("id").GetString() is not { } id)
                return null;
            var hasLength = root.TryGetProperty("file", out var facts) && facts.TryGetProperty("length", out _);
            return (id, hasLength ? facts.GetProperty("length").GetInt64() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or FileNotFoundException)
        {
            return null;
        }
    }

    private static string PathOf(string videoPath) => FileSystemCalls.LongPath(videoPath) + Suffix;
}
