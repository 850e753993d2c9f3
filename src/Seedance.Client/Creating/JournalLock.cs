using Seedance.FileSystem;
using Seedance.Http;
using Seedance.Saving.Files;

namespace Seedance.Creating;

/// <summary>
/// The right to write to a journal, across processes: a file of its own beside it, opened so that no other process can
/// open it. The operating system releases it when the process ends, however it ends. The file stays: deleting it would
/// race with its next user.
/// </summary>
internal static class JournalLock
{
    private const string Suffix = ".lock";

    // Another process holds it for one flush of the disk, a few milliseconds.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(3);

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="IOException">It cannot be made, or another process has held it for the whole of <paramref
    /// name="limit"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is read-only.</exception>
    public static async Task<IDisposable> AcquireAsync(
        string journalPath, TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    journalPath + Suffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException e) when (WriteFailures.IsInUse(e) && time.GetElapsedTime(started) < limit)
            {
                // In use: try again below.
            }

            await time.DelayAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
