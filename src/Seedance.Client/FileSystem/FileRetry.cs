using System.Runtime.InteropServices;
using Seedance.Http;

namespace Seedance.FileSystem;

/// <summary>
/// Repeats the renaming or deletion of a file for a bounded time. A virus scanner or an indexer opens a new file for a
/// moment, and Windows does not rename or delete a file that is open. Other systems do, so there nothing is repeated.
/// </summary>
internal static class FileRetry
{
    /// <summary>The pause before each repetition.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The maximum number of repetitions: 3 seconds in all.</summary>
    public const int MaximumRetries = 30;

    /// <summary>Runs an operation, and repeats it while the file is in use.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the pauses.</param>
    /// <exception cref="IOException">The operation failed for another reason, or too often.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The same; Windows reports some files in use in this way.
    /// </exception>
    public static async Task RunAsync(Action operation, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                operation();
                return;
            }
            catch (Exception e) when (retries < MaximumRetries && MayPass(e))
            {
            }

            await time.DelayAsync(Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// True when the failure may pass by itself. Windows reports a file in use as a sharing violation, and as a denied
    /// access when it is about to be deleted or is the target of a renaming.
    /// </summary>
    public static bool MayPass(Exception exception) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        && (exception is UnauthorizedAccessException || exception is IOException io && WriteFailures.IsInUse(io));
}
