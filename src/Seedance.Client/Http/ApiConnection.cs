using System.Net;
using System.Security;
using Seedance.Telemetry;

namespace Seedance.Http;

/// <summary>
/// Sends API requests. Each ends with a whole response or a <see cref="SeedanceException"/>.
/// </summary>
internal sealed class ApiConnection(
    HttpConnections connections, string userAgent, SecureString key, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Far more than any response of the service has; a larger one is not from the service.</summary>
    public const int MaximumBodyBytes = 1024 * 1024;

    private const int MaximumErrorBytes = 64 * 1024;

    /// <summary>Sends one GET with the key.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<ApiResponse> GetAsync(Uri uri, string taskId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, uri, null, $"task '{taskId}'", taskId, cancellationToken);

    /// <summary>Sends one POST with the key, and its body at most once.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<ApiResponse> PostAsync(
        Uri uri, SingleUseContent content, string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, uri, content, $"the new task '{key}'", key, cancellationToken);

    /// <returns>The HTTP status and the body, whatever the status is.</returns>
    /// <exception cref="SeedanceException">No whole response came.</exception>
    private async Task<ApiResponse> SendAsync(
        HttpMethod method,
        Uri uri,
        SingleUseContent? content,
        string what,
        string taskId,
        CancellationToken cancellationToken)
    {
        using var attempt = new AttemptTimer(time, timeout, cancellationToken);
        using var request = CreateRequest(method, uri, content);
        try
        {
            Counters.CountRequest(content is null ? "query" : "create");
            using var response = await connections.Api.SendAsync(request, attempt.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired
                && connections.RouteTo(uri) is { } route)
                throw ProxyErrors.Rejected(response.StatusCode, route, uri.Host, what, taskId);
            var body = response.IsSuccessStatusCode
                ? await HttpContentReader.ReadAsync(response, MaximumBodyBytes, attempt.Token).ConfigureAwait(false)
                : await ReadErrorAsync(response, attempt.Token, cancellationToken).ConfigureAwait(false);
            if (body is not { } whole)
                throw new SeedanceException(
                    Failure.ResponseTooLarge,
                    $"The response for {what} is larger than {MaximumBodyBytes} bytes.", taskId)
                {
                    RequestId = RequestIds.Of(response),
                };
            ApiKeyHeader.Redact(request.Headers.Authorization!, whole.Span);
            return new ApiResponse(response.StatusCode, whole, RetryAfterOf(response), response);
        }
        catch (Exception e) when (e is OperationCanceledException || IsBrokenBody(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = attempt.HasEnded ? null : ConnectionErrors.Find(e, request, connections, what, taskId);
            throw known ?? ErrorOf(e, attempt.HasEnded, uri.Authority, what, taskId);
        }
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, Uri uri, SingleUseContent? content)
    {
        var request = new HttpRequestMessage(method, uri) { Content = content };
#if NET
        // HTTP/2 where the server offers it. Not for a creation: a server that closes an HTTP/2 connection lets clients
        // repeat the requests that it has not begun, which would have to be proven for each one.
        if (content is null)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
#else
        // HttpWebRequest repeats a request by itself when a connection that was kept alive turns out to be closed.
        if (content is not null) request.Headers.ConnectionClose = true;
#endif
        // Without a tunnel, a proxy gets the request first without its credentials. The body, which is sent once only,
        // must then wait for the second request.
        if (content is not null && uri.Scheme == Uri.UriSchemeHttp
            && connections.RouteTo(uri) is { CredentialSource: not null })
            request.Headers.ExpectContinue = content.OmitsLength = true;
        request.Headers.Authorization = ApiKeyHeader.Create(key);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentDecoder.AcceptEncoding);
        return request;
    }

    private SeedanceException ErrorOf(
        Exception e, bool hasTimedOut, string host, string what, string taskId) => e switch
        {
            // The time limit of connecting is shorter and does not cancel the attempt.
            OperationCanceledException => new SeedanceException(
                Failure.RequestTimedOut,
                hasTimedOut
                    ? $"{host} did not respond for {what} within {timeout.TotalSeconds:0.###} seconds."
                    : $"{host} did not accept a connection for {what} in time.",
                taskId, e),
            InvalidDataException => new SeedanceException(
                Failure.ResponseInvalid,
                $"The response for {what} cannot be read: its compression is broken.", taskId, e),
            _ => new SeedanceException(
                Failure.ConnectionFailed,
                $"No response from {host} for {what}: {ServiceText.Clean(ConnectionErrors.Innermost(e).Message)}",
                taskId, e),
        };

    // The status of an error response counts even when its body is huge, broken or never ends.
    private static async Task<Memory<byte>> ReadErrorAsync(
        HttpResponseMessage response, CancellationToken attempt, CancellationToken caller)
    {
        try
        {
            var body = await HttpContentReader.ReadAsync(response, MaximumErrorBytes, attempt).ConfigureAwait(false);
            return body ?? default;
        }
        catch (Exception e)
            when (!caller.IsCancellationRequested && (e is OperationCanceledException || IsBrokenBody(e)))
        {
            return default;
        }
    }

    private static bool IsBrokenBody(Exception e) =>
        e is HttpRequestException or IOException or InvalidDataException or ObjectDisposedException;

    // RFC 9110 gives the header a meaning with 503 and, by RFC 6585, with 429.
    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 429 or 503 ? RetryAfter.Of(response, time.GetUtcNow()) : null;
}

/// <summary>A response.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The whole body.</param>
/// <param name="RetryAfter">The delay that the service requested; null for none.</param>
/// <param name="Message">The response with its headers; its body is read.</param>
internal readonly record struct ApiResponse(
    HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter, HttpResponseMessage Message);
