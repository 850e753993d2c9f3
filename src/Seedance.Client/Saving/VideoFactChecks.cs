using System.Globalization;
using Seedance.Saving.Integrity;

namespace Seedance.Saving;

/// <summary>
/// Compares the facts of a file with what the service states and with the request.
/// </summary>
internal static class VideoFactChecks
{
    private const double ToleranceSeconds = 0.5;
    private const double ToleranceShare = 0.05;

    /// <summary>True when a playing time is not the stated one, by more than rounding and one frame.</summary>
    public static bool IsDifferent(double measuredSeconds, double statedSeconds) =>
        Math.Abs(measuredSeconds - statedSeconds) > Math.Max(ToleranceSeconds, statedSeconds * ToleranceShare);

    /// <summary>
    /// Warns when the playing time is not the one that the service states, and when sound was requested and there is
    /// none. The file itself is complete.
    /// </summary>
    public static void Warn(SavedVideo video, SaveOptions options)
    {
        if (video.HasAudio == false && RequestedVideo.Read(video.Task?.Request).HasAudio == true)
        {
            options.OnNotice?.Invoke(new SaveNotice(
                true,
                $"The video of task '{video.TaskId}' has no sound, although the request has generateAudio: true."));
        }

        if (video.Duration?.TotalSeconds is not { } measured || video.Task?.ActualDuration is not { } stated) return;
        if (!IsDifferent(measured, stated)) return;
        options.OnNotice?.Invoke(new SaveNotice(true, string.Format(
            CultureInfo.InvariantCulture,
            "The video of task '{0}' plays {1:0.##} s, and the service states {2:0.##} s. "
            + "Look at the file; -Force downloads it again.",
            video.TaskId, measured, stated)));
    }
}
