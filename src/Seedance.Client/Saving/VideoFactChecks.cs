using System.Globalization;
using System.Text.Json;
using Seedance.Saving.Integrity;

namespace Seedance.Saving;

/// <summary>
/// Adds the facts of a file to what is reported about it, and compares them with what the service states.
/// </summary>
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

    /// <summary>
    /// Warns when the playing time is not the one that the service states, and when sound was requested and there is
    /// none. The file is whole all the same.
    /// </summary>
    public static void Warn(SavedVideo video, SaveOptions options)
    {
        if (video.HasAudio == false && IsAudioRequested(video.Task?.Request))
        {
            options.OnNotice?.Invoke(new SaveNotice(
                true,
                $"The video of task '{video.TaskId}' has no sound, although the request has generateAudio: true."));
        }

        if (video.Duration?.TotalSeconds is not { } measured || video.Task?.ActualDuration is not { } stated) return;
        var difference = Math.Abs(measured - stated);
        if (difference <= ToleranceSeconds || difference <= stated * ToleranceShare) return;
        options.OnNotice?.Invoke(new SaveNotice(true, string.Format(
            CultureInfo.InvariantCulture,
            "The video of task '{0}' plays {1:0.##} s, and the service states {2:0.##} s. "
            + "Look at the file; -Force downloads it again.",
            video.TaskId, measured, stated)));
    }

    private static bool IsAudioRequested(string? request)
    {
        if (request is null) return false;
        try
        {
            using var body = JsonDocument.Parse(request);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("generateAudio", out var audio)
                && audio.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
