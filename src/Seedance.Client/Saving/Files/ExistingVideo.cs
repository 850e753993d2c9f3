using Seedance.Saving.Integrity;
using Seedance.Saving.Naming;

namespace Seedance.Saving.Files;

/// <summary>What stands under a video's final name already.</summary>
internal static class ExistingVideo
{
    /// <summary>The whole video that is there and may be skipped; null when there is work to do.</summary>
    /// <exception cref="SeedanceException">What is there must not be, or is no video at all and somebody may miss it.</exception>
    public static SavedVideo? Find(string taskId, SeedanceTask? task, string path, SaveOptions options)
    {
        var file = new FileInfo(path);
        if (!file.Exists || options.Force) return null;
        if (options.NoClobber) throw Exists(taskId, $"The file '{path}' for task '{taskId}' exists already.");
        using var stream = file.OpenRead();
        var (fault, facts) = Mp4Structure.Inspect(stream);
        if (fault is not null)
        {
            // Another program's broken download is what this one is for; anything else may be dear to somebody.
            if (stream.Length == 0 || Mp4Structure.StartsLikeOne(stream)) return null;
            throw Exists(taskId, $"The file '{path}' for task '{taskId}' exists and is not a whole MP4 video: {fault}.");
        }

        PartialFile.Sweep(path);
        return new SavedVideo
        {
            TaskId = taskId,
            Path = path,
            Length = stream.Length,
            Skipped = true,
            Task = task,
        }.With(facts);
    }

    /// <summary>True when the name says whose video it is; otherwise it may be another task's of an earlier run.</summary>
    public static bool IsNamedAfter(string taskId, string path) =>
        Path.GetFileName(path).IndexOf(VideoFileName.Safe(taskId), StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>The error for a file that must stay.</summary>
    public static SeedanceException Exists(string taskId, string message) => new(Failure.FileExists, message, taskId);
}
