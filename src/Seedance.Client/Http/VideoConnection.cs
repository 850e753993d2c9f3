using System.Net;

namespace Seedance.Http;

/// <summary>
/// Opens a video at the storage host. The key is never sent there: a host that sees both a signed address
/// and a bearer token answers 400, and it is none of its business.
/// </summary>
internal static class VideoConnection
{
    private const int MaximumRedirects = 5;

    /// <summary>Sends the GET and follows redirects that are safe to follow. The caller disposes of the response.</summary>
    /// <exception cref="SeedanceException">The address is not http(s), the redirects are not safe, or the host could not be reached.</exception>
    public static async Task<HttpResponseMessage> OpenAsync(
        string url, string taskId, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        var uri = Parse(url, taskId);
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            prepare?.Invoke(request);
            var response = await SendAsync(request, taskId, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            if (hops == MaximumRedirects)
                throw new SeedanceException(
                    Failure.VideoRefused, $"The storage host redirected the download of task '{taskId}' more than {MaximumRedirects} times.", taskId);
            uri = Follow(uri, location, taskId);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string taskId, CancellationToken cancellationToken)
    {
        try
        {
            return await HttpConnections.Videos
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SeedanceException(
                Failure.ConnectionFailed, $"The storage host could not be reached for task '{taskId}': {ServiceText.Clean(e.Message)}", taskId, e);
        }
    }

    /// <summary>Where a redirect leads.</summary>
    /// <exception cref="SeedanceException">It is not http(s), or it leads from https down to http.</exception>
    public static Uri Follow(Uri from, Uri location, string taskId)
    {
        // As it was sent, wherever that can be: this address may be signed too.
        var sent = location.OriginalString;
        var isPath = sent.Length > 0 && sent[0] == '/' && !(sent.Length > 1 && sent[1] == '/');
        var isAddress = sent.IndexOf("://", StringComparison.Ordinal) > 0;
        var next = Parse(isPath ? from.GetLeftPart(UriPartial.Authority) + sent : isAddress ? sent : new Uri(from, sent).AbsoluteUri, taskId);
        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            throw new SeedanceException(
                Failure.VideoUrlInvalid, $"The storage host redirected the download of task '{taskId}' to an unencrypted address.", taskId);
        return next;
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
