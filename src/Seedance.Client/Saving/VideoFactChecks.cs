using System.Globalization;
using Seedance.Saving.Integrity;

namespace Seedance.Saving;

/// <summary>Adds the facts of a file to what is reported about it, and compares them with what the service states.</summary>
internal static class VideoFactChecks
{
    private const double ToleranceSeconds = 0.5;
    private const double ToleranceShare = 0.05;

    /// <summary>The video with the facts of its file.</summary>
    public static SavedVideo With(this SavedVideo video, VideoFacts facts) => video with
    {
        Duration = facts.Duration,
        Width = facts.Width,
        Height = facts.Height,
        FrameRate = facts.FrameRate,
        VideoCodec = facts.VideoCodec,
        AudioCodec = facts.AudioCodec,
        HasAudio = facts.HasAudio,
    };

    /// <summary>Warns when the playing time is not the one that the service states; the file is whole all the same.</summary>
    public static void Warn(SavedVideo video, SaveOptions options)
    {
        if (video.Duration?.TotalSeconds is not { } measured || video.Task?.ActualDuration is not { } stated) return;
        var difference = Math.Abs(measured - stated);
        if (difference <= ToleranceSeconds || difference <= stated * ToleranceShare) return;
        options.OnNotice?.Invoke(new SaveNotice(true, string.Format(
            CultureInfo.InvariantCulture,
            "The video of task '{0}' plays {1:0.##} s, and the service states {2:0.##} s. Look at the file; -Force downloads it again.",
            video.TaskId, measured, stated)));
    }
}
