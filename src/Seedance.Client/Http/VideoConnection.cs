using System.Net;
using Seedance.Telemetry;

namespace Seedance.Http;

/// <summary>
/// Opens a video at the storage host. The API key is never sent there: it belongs to the service alone, and a host that
/// receives both a signed URL and a bearer token responds with 400.
/// </summary>
internal static class VideoConnection
{
    private const int MaximumRedirects = 5;

    /// <summary>
    /// Sends a GET and follows redirects that are safe to follow. The caller disposes of the response.
    /// </summary>
    /// <param name="connections">The connections to use.</param>
    /// <param name="url">The URL of the video.</param>
    /// <param name="taskId">The task, for messages.</param>
    /// <param name="prepare">Adds the request's headers; called for each redirect too.</param>
    /// <param name="cancellationToken">Cancels the request. It must have a time limit.</param>
    /// <exception cref="SeedanceException">
    /// The URL is not http or https, a redirect is not safe, or the host could not be reached.
    /// </exception>
    public static async Task<HttpResponseMessage> OpenAsync(
        HttpConnections connections,
        SignedUrl url,
        string taskId,
        Action<HttpRequestMessage> prepare,
        CancellationToken cancellationToken)
    {
        var uri = VideoUri.Parse(url.Value, taskId);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            prepare(request);
            var response = await SendAsync(connections, request, taskId, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
            {
                response.Dispose();
                throw ProxyErrors.Rejected(
                    response.StatusCode, connections.RouteTo(uri), uri.Host, $"the video of task '{taskId}'", taskId);
            }

            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            if (redirects == MaximumRedirects)
                throw new SeedanceException(
                    Failure.VideoRefused,
                    $"The storage host redirected the download of task '{taskId}' more than {MaximumRedirects} times.",
                    taskId);
            uri = VideoUri.Follow(uri, location, taskId);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpConnections connections, HttpRequestMessage request, string taskId, CancellationToken cancellationToken)
    {
        try
        {
            Counters.CountRequest("download");
            return await connections.Videos
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own time limit for connecting is reported as a cancellation.
            throw Unreachable(connections, request, taskId, "no connection within the time limit.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unreachable(connections, request, taskId, ServiceText.Clean(e.Message), e);
        }
    }

    private static SeedanceException Unreachable(
        HttpConnections connections, HttpRequestMessage request, string taskId, string reason, Exception exception) =>
        ConnectionErrors.Find(exception, request, connections, $"the video of task '{taskId}'", taskId)
        ?? new SeedanceException(
            Failure.ConnectionFailed,
            $"The storage host could not be reached for task '{taskId}': {reason}", taskId, exception);

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;
}
