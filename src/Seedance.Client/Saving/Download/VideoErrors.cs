using System.Net;
using Seedance.Http;

namespace Seedance.Saving.Download;

/// <summary>Makes an error of what the storage host answered in place of a video.</summary>
internal static class VideoErrors
{
    /// <summary>True when a fresh address may help.</summary>
    public static bool IsOfTheAddress(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <param name="response">The refusal.</param>
    /// <param name="task">The task with the refused address.</param>
    /// <param name="isRenewed">Whether the service has just given that address.</param>
    /// <param name="time">The clock, where the storage host's own is not known.</param>
    public static SeedanceException From(HttpResponseMessage response, SeedanceTask task, bool isRenewed, TimeProvider time)
    {
        var now = response.Headers.Date ?? time.GetUtcNow();
        if (isRenewed && IsOfTheAddress(response.StatusCode)
            && (response.StatusCode == HttpStatusCode.Gone || (task.VideoUrlExpires ?? task.Created + SeedanceTask.VideoUrlLifetime) <= now)) return Expired(task);
        return new SeedanceException(
            Failure.VideoRefused, $"The storage host refused the video of task '{task.Id}' (HTTP {(int)response.StatusCode}).", task.Id)
        {
            StatusCode = response.StatusCode,
            RetryAfter = RetryAfter.Of(response, now),
        };
    }

    /// <summary>The video can no longer be had.</summary>
    public static SeedanceException Expired(SeedanceTask task) => new(
        Failure.VideoExpired,
        $"The video of task '{task.Id}' has expired: the storage host no longer gives it out, and the service has no fresh address for it.",
        task.Id)
    {
        LastKnownTask = task,
    };

    /// <summary>What came is no video.</summary>
    public static SeedanceException Invalid(string taskId, string why) =>
        new(Failure.VideoInvalid, $"What the storage host sent for task '{taskId}' is not a whole MP4 video: {why}.", taskId);
}
