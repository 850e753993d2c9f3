using System.Net;
using Seedance.Http;

namespace Seedance.Saving.Download;

/// <summary>The exceptions of a download.</summary>
internal static class VideoErrors
{
    /// <summary>True when the storage host refused the URL, so that a new one may help.</summary>
    public static bool IsUrlRefused(HttpStatusCode status) => (int)status is 401 or 403 or 404 or 410;

    /// <summary>True when the task's video URL is older than its lifetime.</summary>
    /// <param name="task">The task with the URL.</param>
    /// <param name="now">The current time (UTC).</param>
    public static bool IsLifetimeOver(SeedanceTask task, DateTimeOffset now) =>
        (task.VideoUrlExpires ?? task.Created + SeedanceTask.VideoUrlLifetime) <= now;

    /// <summary>The storage host sent an error response in place of the video.</summary>
    /// <param name="response">The error response.</param>
    /// <param name="task">The task with the URL that was used.</param>
    /// <param name="isRenewed">Whether the service has just given that URL.</param>
    /// <param name="time">The clock, used when the response has no <c>Date</c>.</param>
    public static SeedanceException Refused(
        HttpResponseMessage response, SeedanceTask task, bool isRenewed, TimeProvider time)
    {
        var now = response.Headers.Date ?? time.GetUtcNow();
        if (isRenewed && IsUrlRefused(response.StatusCode)
            && (response.StatusCode == HttpStatusCode.Gone || IsLifetimeOver(task, now))) return Expired(task);
        return new SeedanceException(
            Failure.VideoRefused,
            $"The storage host refused the video of task '{task.Id}' (HTTP {(int)response.StatusCode}).", task.Id)
        {
            StatusCode = response.StatusCode,
            RequestId = RequestIds.Of(response),
            RetryAfter = RetryAfter.Of(response, now),
        };
    }

    /// <summary>The video is no longer available.</summary>
    public static SeedanceException Expired(SeedanceTask task) => new(
        Failure.VideoExpired,
        $"The video of task '{task.Id}' has expired: the storage host no longer serves it, "
        + "and the service has no new URL.",
        task.Id)
    {
        LastKnownTask = task,
    };

    /// <summary>The service gave no URL, which may be temporary.</summary>
    public static SeedanceException UrlMissing(SeedanceTask task) => new(
        Failure.VideoUrlMissing,
        $"The service gave no URL for the video of task '{task.Id}' (status '{ServiceText.Clean(task.StatusText)}').",
        task.Id)
    {
        LastKnownTask = task,
    };

    /// <summary>What arrived is not the whole video.</summary>
    public static SeedanceException Invalid(string taskId, string reason) => new(
        Failure.VideoInvalid,
        $"What the storage host sent for task '{taskId}' is not a whole MP4 video: {reason}.", taskId);

    /// <summary>The connection broke before all bytes had arrived.</summary>
    public static SeedanceException BrokenOff(
        string taskId, DownloadMeter meter, string reason, Exception? inner = null)
    {
        var total = meter.BytesTotal is { } bytes ? $" of {bytes:N0}" : "";
        return new SeedanceException(
            Failure.VideoIncomplete,
            $"The download of task '{taskId}' broke off after {meter.BytesReceived:N0}{total} bytes: {reason}",
            taskId,
            inner);
    }

    /// <summary>No byte arrived within the time limit.</summary>
    public static SeedanceException Stalled(string taskId, TimeSpan limit, Exception inner) => new(
        Failure.VideoIncomplete,
        $"The download of task '{taskId}' stalled: no byte arrived for {limit.TotalSeconds:0} seconds.", taskId, inner);
}
