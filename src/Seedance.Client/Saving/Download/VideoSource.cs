using System.Net;
using System.Net.Http.Headers;
using Seedance.Http;

namespace Seedance.Saving.Download;

/// <summary>Asks the storage host for a video or a part of it, with whatever address does.</summary>
/// <param name="address">Where the video is.</param>
/// <param name="time">The clock.</param>
/// <param name="onAddress">Told of each address before it is used. May be called from any thread.</param>
internal sealed class VideoSource(RenewableVideoUrl address, TimeProvider time, Action<SeedanceTask> onAddress)
{
    /// <summary>The task as it was last described.</summary>
    public SeedanceTask Task => address.Task;

    /// <summary>Sends a GET; an address that is refused is renewed once.</summary>
    /// <param name="range">The bytes to ask for; null for the whole.</param>
    /// <param name="condition">What the video must still be like for a part of it to be sent.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>An answer with 200 or 206, or with 416 or 412 to a range. The caller disposes of it.</returns>
    /// <exception cref="SeedanceException">There is no such answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(
        ByteRange? range, RangeConditionHeaderValue? condition, CancellationToken cancellationToken)
    {
        var (current, isRenewed) = await address.GetAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            onAddress(current);
            var response = await VideoConnection.OpenAsync(current.VideoUrl!, current.Id, Prepare, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent || (range is not null && IsUnsatisfied(response)))
                return response;
            using (response)
            {
                // Once per attempt: an address that was just renewed and is refused too stays refused.
                if (isRenewed || !VideoErrors.IsOfTheAddress(response.StatusCode))
                    throw VideoErrors.From(response, current, isRenewed, time);
            }

            current = await address.RenewAsync(current, cancellationToken).ConfigureAwait(false);
            isRenewed = true;
        }

        void Prepare(HttpRequestMessage request)
        {
            // Packed, lengths and ranges would mean something else.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (range is not { } asked) return;
            request.Headers.Range = new RangeHeaderValue(asked.Start, asked.End == TransferPlan.UnknownEnd ? null : asked.End - 1);
            request.Headers.IfRange = condition;
        }
    }

    /// <summary>What an answer's headers say; null when the range cannot be had.</summary>
    /// <exception cref="SeedanceException">What follows is no video.</exception>
    public VideoResponse? Read(HttpResponseMessage response, ByteRange? asked)
    {
        if (IsUnsatisfied(response)) return null;
        if (VideoResponse.IsText(response))
            throw VideoErrors.Invalid(Task.Id, $"it is {response.Content.Headers.ContentType!.MediaType}, a web page or an error text in its place");
        if (response.Content.Headers.ContentLength == 0) throw VideoErrors.Invalid(Task.Id, "it is empty");
        return VideoResponse.Read(response, asked)
            ?? throw VideoErrors.Invalid(Task.Id, "its headers speak of other bytes than were asked for");
    }

    /// <summary>The video's length in bytes, for which no byte of it is fetched; null when the storage host does not say.</summary>
    public async Task<long?> AskLengthAsync(CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(null, null, cancellationToken).ConfigureAwait(false);
        return Read(response, null)!.Version.Length;
    }

    private static bool IsUnsatisfied(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PreconditionFailed;
}
