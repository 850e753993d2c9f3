using System.Net;

namespace Seedance.Transport;

/// <summary>
/// Opens a video at the storage host. The key is never sent there: a host that sees both a signed address
/// and a bearer token answers 400, and it is none of its business.
/// </summary>
internal static class VideoConnection
{
    private const int MaximumRedirects = 5;

    /// <summary>Sends the GET and follows redirects that are safe to follow. The caller disposes of the response.</summary>
    /// <exception cref="SeedanceException">The address is not http(s), or the redirects are not safe.</exception>
    public static async Task<HttpResponseMessage> OpenAsync(
        string url, string taskId, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        var uri = Parse(url, taskId);
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            prepare?.Invoke(request);
            var response = await HttpConnections.Videos
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            if (hops == MaximumRedirects)
                throw new SeedanceException(
                    Failure.VideoRefused, $"The storage host redirected the download of task '{taskId}' more than {MaximumRedirects} times.", taskId);
            var next = Parse(new Uri(uri, location).AbsoluteUri, taskId);
            if (uri.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                throw new SeedanceException(
                    Failure.VideoUrlInvalid, $"The storage host redirected the download of task '{taskId}' to an unencrypted address.", taskId);
            uri = next;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    // The signature is over the exact query: the address goes out as it came in.
    private static Uri Parse(string url, string taskId)
    {
#if NET
        var isUri = Uri.TryCreate(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri);
#else
        var isUri = Uri.TryCreate(url, UriKind.Absolute, out var uri);
#endif
        if (!isUri || !uri!.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new SeedanceException(Failure.VideoUrlInvalid, $"The video address of task '{taskId}' is not an http or https address.", taskId);
        return uri;
    }
}
