using Seedance.FileSystem;
using Seedance.Saving.Files;
using Seedance.Saving.Integrity;

namespace Seedance.Saving;

/// <summary>What exists under a video's final name. Nothing here writes.</summary>
internal static class ExistingVideo
{
    /// <summary>
    /// The complete video that exists, whichever task it belongs to; null when the video is to be downloaded.
    /// </summary>
    /// <exception cref="SeedanceException">The existing file must not exist, or must not be replaced.</exception>
    public static SavedVideo? Find(SaveTarget target, SeedanceTask? task, SaveOptions options)
    {
        var path = FileSystemCalls.LongPath(target.Path);
        EnsureReplaceable(target, path, options);
        if (options.Metadata) TaskMetadata.EnsureReplaceable(target, options);
        var file = new FileInfo(path);
        if (!file.Exists || options.Force) return null;
        if (options.NoClobber) throw Exists(target, "exists already");
        // Named pipes have no length either, and opening one would wait without end.
        if (file.Length == 0) return null;
        using var stream = Open(path);
        var (fault, facts) = Mp4Structure.Inspect(stream);
        if (fault is null)
        {
            return new SavedVideo
            {
                TaskId = target.TaskId,
                Path = target.Path,
                Length = stream.Length,
                Skipped = true,
                Task = task,
                Facts = facts,
            };
        }

        // The unfinished download of another program is replaced. Anything else may be the only copy of something.
        return Mp4Structure.StartsLikeOne(stream)
            ? null : throw Exists(target, $"exists and is not a whole MP4 video ({fault})");
    }

    /// <summary>
    /// True when an existing file provably belongs to the task: its name holds the whole id, or the metadata beside it
    /// names the task.
    /// </summary>
    /// <exception cref="SeedanceException">The metadata beside it names another task.</exception>
    public static bool IsProven(SaveTarget target, long length, FolderListing listing)
    {
        if (TaskMetadata.ReadOwner(target.Path, length) is not { } owner)
            return target.IdentifiesTask && listing.IsExact(Path.GetFileName(target.Path));
        return owner == target.TaskId ? true : throw Exists(target, $"belongs to task '{ServiceText.Clean(owner)}'");
    }

    /// <summary>
    /// Compares an existing file with the video at the storage host, where neither name nor metadata prove whose it is.
    /// </summary>
    /// <exception cref="SeedanceException">They differ, or the host states nothing to compare with.</exception>
    public static async Task EnsureSameAsync(
        SaveTarget target, VideoVersion version, CancellationToken cancellationToken)
    {
        using var stream = Open(FileSystemCalls.LongPath(target.Path));
        if (version.Length is not { } length)
            throw Exists(
                target, "may be another task's video: the storage host does not state a length to compare with");
        if (length != stream.Length)
            throw Exists(
                target, $"has {stream.Length:N0} bytes and the task's video {length:N0}, so it is another one");
        if (!version.Digests.Algorithms.Any()) return;
        using var digests = new DigestSet(version.Digests);
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            digests.Append(buffer, read);
        }

        if (digests.Finish().Mismatch is { } algorithm)
            throw Exists(target, $"has another {algorithm} than the task's video");
    }

    /// <summary>The error for a file that must stay.</summary>
    private static SeedanceException Exists(SaveTarget target, string reason) => new(
        Failure.FileExists, $"The file '{target.Path}' for task '{target.TaskId}' {reason}.", target.TaskId);

    // What a finished video could not replace is an error before the download, not after it.
    private static void EnsureReplaceable(SaveTarget target, string path, SaveOptions options)
    {
        if (Directory.Exists(path)) throw Exists(target, "is a folder; remove it or choose another name");
        if (!options.Force && FileSystemCalls.IsLink(path) && !IsReachable(path))
            throw Exists(target, "is a symbolic link to a file that does not exist");
        if (options.Force && WriteFailures.IsReadOnlyTarget(path))
            throw WriteFailures.From(new IOException(WriteFailures.ReadOnlyTarget), target.TaskId, target.Path);
    }

    // Other programs may keep the file open, and may rename or delete it.
    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    // File.Exists is true for a link without a target on some systems; opening it never succeeds.
    private static bool IsReachable(string path)
    {
        try
        {
            using var stream = Open(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
