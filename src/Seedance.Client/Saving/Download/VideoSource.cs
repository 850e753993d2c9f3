using System.Net;
using System.Net.Http.Headers;
using Seedance.Api;
using Seedance.Http;
using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>Requests a video or a part of it from the storage host. Every request has a time limit.</summary>
/// <param name="client">The client whose connections are used.</param>
/// <param name="url">The URL of the video.</param>
/// <param name="stallTimeout">The maximum time without a byte.</param>
/// <param name="time">The clock.</param>
/// <param name="onUrl">Called with each URL before it is used, from any thread.</param>
internal sealed class VideoSource(
    SeedanceClient client,
    RenewableVideoUrl url,
    TimeSpan stallTimeout,
    TimeProvider time,
    Action<SeedanceTask> onUrl)
{
    /// <summary>The task as the service last described it.</summary>
    public SeedanceTask Task => url.Task;

    /// <summary>Sends a GET. A URL that is refused is renewed once.</summary>
    /// <param name="range">The bytes to request; null for the whole video.</param>
    /// <param name="condition">The version that a part must belong to.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A response with status 200 or 206, or 416 or 412 to a range. The caller disposes of it.</returns>
    /// <exception cref="SeedanceException">There is no such response.</exception>
    public async Task<VideoReply> OpenAsync(
        ByteRange? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        var (current, isRenewed) = await url.GetAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            onUrl(current);
            // Only the request to the storage host is watched: a renewal may have to wait for the service's rate limit.
            var watchdog = new StallWatchdog(stallTimeout, time, cancellationToken);
            HttpStatusCode status;
            try
            {
                var response = await SendAsync(current, range, condition, watchdog).ConfigureAwait(false);
                if (Accept(response, range, watchdog) is { } reply)
                {
                    watchdog = null;
                    return reply;
                }

                status = response.StatusCode;
                // Renewed once in each attempt: a URL that was just renewed and is refused too stays refused.
                using (response)
                {
                    if (isRenewed || !VideoErrors.IsUrlRefused(status))
                        throw VideoErrors.Refused(response, current, isRenewed, time);
                }
            }
            finally
            {
                watchdog?.Dispose();
            }

            var isGone = status == HttpStatusCode.Gone;
            current = await url.RenewAsync(current, isGone, cancellationToken).ConfigureAwait(false);
            isRenewed = true;
        }
    }

    /// <summary>The version of the video at the storage host, read from the headers alone.</summary>
    /// <exception cref="SeedanceException">There is no response from which it could be read.</exception>
    public async Task<VideoVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        using var reply = await OpenAsync(null, null, cancellationToken).ConfigureAwait(false);
        return reply.Headers!.Version;
    }

    private async Task<HttpResponseMessage> SendAsync(
        SeedanceTask task, ByteRange? range, RangeConditionHeaderValue? condition, StallWatchdog watchdog)
    {
        try
        {
            var response = await VideoConnection
                .OpenAsync(client.Connections, new SignedUrl(task.VideoUrl!), task.Id, Prepare, watchdog.Token)
                .ConfigureAwait(false);
            watchdog.Stop();
            return response;
        }
        catch (OperationCanceledException e) when (watchdog.HasStalled)
        {
            throw VideoErrors.Stalled(task.Id, stallTimeout, e);
        }

        void Prepare(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", client.Options.UserAgent);
            // With a compressed body, lengths and ranges would not be those of the video.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (range is not { } bytes) return;
            long? last = bytes.End == TransferPlan.UnknownEnd ? null : bytes.End - 1;
            request.Headers.Range = new RangeHeaderValue(bytes.Start, last);
            request.Headers.IfRange = condition;
        }
    }

    // Null when the response is not the requested one; then the caller disposes of it.
    private VideoReply? Accept(HttpResponseMessage response, ByteRange? range, StallWatchdog watchdog)
    {
        // Range not satisfiable, precondition failed.
        if (range is not null && (int)response.StatusCode is 416 or 412) return new VideoReply(response, watchdog);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent)) return null;
        try
        {
            return new VideoReply(response, watchdog) { Headers = Read(response, range) };
        }
        catch (SeedanceException e)
        {
            e.RequestId = RequestIds.Of(response);
            response.Dispose();
            throw;
        }
    }

    private VideoResponse Read(HttpResponseMessage response, ByteRange? range)
    {
        if (VideoResponse.IsText(response))
        {
            var type = response.Content.Headers.ContentType!.MediaType;
            throw VideoErrors.Invalid(Task.Id, $"it is {ServiceText.Clean(type!)}, a web page or an error text");
        }

        if (response.Content.Headers.ContentLength == 0) throw VideoErrors.Invalid(Task.Id, "it is empty");
        return VideoResponse.Read(response, range)
            ?? throw VideoErrors.Invalid(Task.Id, "its headers describe other bytes than were requested");
    }
}
