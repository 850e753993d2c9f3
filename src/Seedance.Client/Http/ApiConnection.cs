using System.Net;
using System.Security;

namespace Seedance.Http;

/// <summary>One API request, one answer: a body, or the <see cref="SeedanceException"/> that says why there is none.</summary>
internal sealed class ApiConnection(SecureString key, TimeSpan timeout, TimeProvider time)
{
    /// <summary>No answer of the service comes near this; a larger one is not from the service.</summary>
    public const int MaximumBodyBytes = 1024 * 1024;

    private const int MaximumRefusalBytes = 64 * 1024;

    /// <summary>Sends one GET with the key.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<ApiResponse> GetAsync(Uri uri, string taskId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, uri, null, $"task '{taskId}'", taskId, cancellationToken);

    /// <summary>Sends one POST with the key, and its body at most once.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<ApiResponse> PostAsync(Uri uri, SingleUseContent content, string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, uri, content, $"the new task '{key}'", key, cancellationToken);

    /// <returns>The HTTP status and the body, whatever the status: what a body means is the reader's business.</returns>
    /// <exception cref="SeedanceException">No whole answer came.</exception>
    private async Task<ApiResponse> SendAsync(
        HttpMethod method, Uri uri, HttpContent? content, string what, string taskId, CancellationToken cancellationToken)
    {
        using var attempt = new AttemptTimer(time, timeout, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, uri) { Content = content };
#if !NET
            // HttpWebRequest repeats a request by itself when a connection that was kept alive turns out to be closed.
            if (content is not null) request.Headers.ConnectionClose = true;
#endif
            var authorization = ApiKeyHeader.Create(key);
            request.Headers.Authorization = authorization;
            using var response = await HttpConnections.Api.SendAsync(request, attempt.Token).ConfigureAwait(false);
            var body = response.IsSuccessStatusCode
                ? await HttpContentReader.ReadAsync(response, MaximumBodyBytes, attempt.Token).ConfigureAwait(false)
                    ?? throw new SeedanceException(
                        Failure.ResponseTooLarge, $"The answer for {what} is larger than {MaximumBodyBytes} bytes.", taskId)
                : await ReadRefusalAsync(response, attempt.Token, cancellationToken).ConfigureAwait(false);
            ApiKeyHeader.Redact(authorization, body.Span);
            return new ApiResponse(response.StatusCode, body, RetryAfterOf(response));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The connection has a time limit of its own, which is shorter.
            var message = attempt.HasEnded
                ? $"{uri.Authority} did not answer for {what} within {timeout.TotalSeconds:0.###} seconds."
                : $"{uri.Authority} did not accept a connection for {what} in time.";
            throw new SeedanceException(Failure.RequestTimedOut, message, taskId, e);
        }
        catch (InvalidDataException e)
        {
            throw new SeedanceException(
                Failure.ResponseInvalid, $"The answer for {what} cannot be read: its compression is broken.", taskId, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SeedanceException(
                Failure.ConnectionFailed,
                $"No answer from {uri.Authority} for {what}: {ServiceText.Clean(Innermost(e).Message)}",
                taskId, e);
        }
    }

    // What a refusal says is welcome and not needed: its status counts even when its body is huge, broken or never ends.
    private static async Task<Memory<byte>> ReadRefusalAsync(HttpResponseMessage response, CancellationToken attempt, CancellationToken caller)
    {
        try
        {
            return await HttpContentReader.ReadAsync(response, MaximumRefusalBytes, attempt).ConfigureAwait(false) ?? default;
        }
        catch (Exception e) when (!caller.IsCancellationRequested
            && e is (OperationCanceledException or HttpRequestException or IOException or InvalidDataException or ObjectDisposedException))
        {
            return default;
        }
    }

    // RFC 9110 gives the header a meaning with 503 and, by RFC 6585, with 429.
    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 429 or 503 ? RetryAfter.Of(response, time.GetUtcNow()) : null;

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception;
    }
}

/// <summary>An answer as it came.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The whole body.</param>
/// <param name="RetryAfter">How long the service asked to wait; null when it did not.</param>
internal readonly record struct ApiResponse(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);
