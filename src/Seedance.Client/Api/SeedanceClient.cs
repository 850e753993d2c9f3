using Seedance.Http;
using Seedance.Json;
using Seedance.Telemetry;

namespace Seedance.Api;

/// <summary>Queries the service. One client serves any number of concurrent queries.</summary>
public sealed class SeedanceClient
{
    // Far longer than any id of the service: a limit for the length of the request line.
    private const int MaximumIdLength = 512;

    private readonly ApiConnection _api;
    private readonly string _resultUrl;
    private readonly Uri _createUrl;
    private readonly RequestPacer _pacer;
    private readonly KeyHistory _key;

    /// <summary>Makes a client. No connection is opened before the first request.</summary>
    /// <exception cref="SeedanceException">The key cannot be right or would be sent unencrypted.</exception>
    public SeedanceClient(SeedanceClientOptions options)
    {
        Options = options;
        Connections = options.Connections ?? HttpConnections.Shared;
        if (!options.AllowInsecureBaseUri) RequireSecure(options.BaseUri);
        ApiKeyHeader.Validate(options.ApiKey);
        _api = new ApiConnection(
            Connections, options.UserAgent, options.ApiKey, options.RequestTimeout, options.TimeProvider);
        _resultUrl = options.BaseUri.AbsoluteUri.TrimEnd('/') + "/v1/result/";
        _createUrl = new Uri(options.BaseUri.AbsoluteUri.TrimEnd('/') + "/v1/kyyvideo2/videos");
#if !NET
        Connections.LimitLifetime(options.BaseUri);
#endif
        _pacer = options.Pacer ?? new RequestPacer(options.TimeProvider);
        var acceptedKeys = options.AcceptedKeys ?? new AcceptedKeys();
        _key = new KeyHistory(acceptedKeys, acceptedKeys.HashOf(options.ApiKey, options.BaseUri));
        Retry = new RetryPolicy(options.MaximumRetryCount, options.RetryInterval, options.TimeProvider);
    }

    /// <summary>The settings of this client.</summary>
    public SeedanceClientOptions Options { get; }

    /// <summary>The connections of all requests, for the service and for storage hosts.</summary>
    internal HttpConnections Connections { get; }

    internal RetryPolicy Retry { get; }

    internal RequestPacer Pacer => _pacer;

    /// <summary>Queries a task; repeats the request while the failure is transient.</summary>
    /// <exception cref="SeedanceException">The last attempt failed.</exception>
    public Task<SeedanceTask> GetTaskAsync(string id, CancellationToken cancellationToken = default) =>
        Retry.RunAsync(token => QueryAsync(id, token), cancellationToken);

    /// <summary>Queries a task with one request.</summary>
    /// <exception cref="SeedanceException">The request failed.</exception>
    public async Task<SeedanceTask> QueryAsync(string id, CancellationToken cancellationToken = default)
    {
        ValidateId(id);
        if (_key.IsRejected) throw RejectedBefore(id);
        using var span = Span.Start("query", id, Options.BaseUri.Host);
        var sentAt = await _pacer.EnterAsync(id, cancellationToken).ConfigureAwait(false);
        ApiResponse response = default;
        try
        {
            var url = new Uri(_resultUrl + Uri.EscapeDataString(id));
            response = await _api.GetAsync(url, id, cancellationToken).ConfigureAwait(false);
            var task = StatusFailures.Of(response.Status) is { } failure
                ? throw ErrorOf(response, failure, id)
                : TaskReader.Read(response.Body.Span, id);
            task.Fetched = Options.TimeProvider.GetUtcNow();
            _key.Accept();
            _pacer.Recover(sentAt);
            span.SetTask(task);
            return task;
        }
        catch (SeedanceException e)
        {
            e.RequestId ??= RequestIdOf(response);
            span.SetError(e);
            Counters.CountFailure("query", e);
            if (e.Failure == Failure.RateLimited) _pacer.Slow(sentAt);
            if (e.RetryAfter is { } retryAfter) _pacer.Close(retryAfter);
            if (e.Failure != Failure.AuthenticationFailed) throw;
            _key.Reject(sentAt, Options.TimeProvider.GetTimestamp());
            // The service sometimes rejects a valid key; the next request succeeds.
            if (_key.WasAccepted) throw e.As(Failure.AuthenticationLost);
            throw;
        }
    }

    /// <summary>True when the service has rejected the key so often that further requests are pointless.</summary>
    internal bool IsKeyRejected => _key.IsRejected;

    /// <summary>Sends a request for a new task, exactly once: a repeated one would be paid for twice.</summary>
    /// <param name="content">The body; afterwards it states whether any of it was sent.</param>
    /// <param name="key">The request's key, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SeedanceException">No whole response came.</exception>
    internal async Task<ApiResponse> PostTaskAsync(
        SingleUseContent content, string key, CancellationToken cancellationToken)
    {
        var sentAt = await _pacer.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        var response = await _api.PostAsync(_createUrl, content, key, cancellationToken).ConfigureAwait(false);
        if (response.RetryAfter is { } retryAfter) _pacer.Close(retryAfter);
        switch (StatusFailures.Of(response.Status))
        {
            case null:
                _pacer.Recover(sentAt);
                break;
            case Failure.RateLimited:
                _pacer.Slow(sentAt);
                break;
        }

        return response;
    }

    /// <summary>Counts what a response to <see cref="PostTaskAsync"/> means for the key.</summary>
    internal void CountKeyUse(bool isAccepted, Failure? failure)
    {
        var now = Options.TimeProvider.GetTimestamp();
        if (isAccepted) _key.Accept();
        if (failure == Failure.AuthenticationFailed) _key.Reject(now, now);
    }

    /// <summary>The request id of a response, from its headers or its body; null without a response or an id.</summary>
    internal static string? RequestIdOf(in ApiResponse response) => response.Message is { } message
        ? RequestIds.Of(message) ?? RequestIds.Clean(RequestIdReader.Read(response.Body.Span), message)
        : null;

    /// <summary>Checks that a request can be made for an id.</summary>
    /// <exception cref="SeedanceException">It is blank, too long or cannot be one path segment.</exception>
    public static void ValidateId(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            throw new SeedanceException(Failure.TaskIdInvalid, "A task id is empty.", id);
        if (id!.Length > MaximumIdLength)
            throw new SeedanceException(
                Failure.TaskIdInvalid,
                $"A task id of {id.Length} characters cannot be right: '{id.Substring(0, 40)}…'.", id);
        // Control characters come from broken CSV files. An unpaired surrogate cannot be written in a URL.
        if (id.Any(char.IsControl) || !ServiceText.IsWellFormed(id))
            throw new SeedanceException(Failure.TaskIdInvalid, "A task id contains characters that no id has.", id);
        // Even when escaped, these two stand for another path.
        if (id is "." or "..") throw new SeedanceException(Failure.TaskIdInvalid, $"'{id}' is not a task id.", id);
    }

    private void RequireSecure(Uri baseUri)
    {
        ServiceBaseUri.RequireSecure(baseUri);
        // http to this machine leaves it where a proxy of another machine gets the request.
        if (baseUri.Scheme == Uri.UriSchemeHttps
            || Connections.RouteTo(baseUri) is not { IsLoopback: false } route) return;
        throw new SeedanceException(
            Failure.BaseUriInsecure,
            "The base URL is http: the API key would travel unencrypted to the proxy "
            + $"{route.Address} of {route.Source}.");
    }

    private static SeedanceException RejectedBefore(string id) => new(
        Failure.AuthenticationFailed,
        $"The service refused the API key several times in a row, so task '{id}' was not requested.", id)
    {
        IsFinal = true,
    };

    private static SeedanceException ErrorOf(ApiResponse response, Failure failure, string id)
    {
        var message = TaskReader.ReadMessage(response.Body.Span) is { } text ? ServiceText.Clean(text) : null;
        if (failure == Failure.TaskNotFound
            && message?.StartsWith("No handler found", StringComparison.OrdinalIgnoreCase) == true)
            failure = Failure.EndpointNotFound;
        var what = failure switch
        {
            Failure.AuthenticationFailed => "The service refused the API key",
            Failure.AccessDenied => "The service, or a proxy before it, forbids the request",
            Failure.ProxyAuthenticationRequired => "A proxy before the service requires a user name and password",
            Failure.TaskNotFound => "The service does not know the task",
            Failure.EndpointNotFound => "The base URL is not the service's",
            Failure.RateLimited => "The service limits the request rate",
            Failure.RedirectRefused => "The service redirected the request, and the key is not sent after a redirect",
            Failure.ServiceUnavailable => "The service is not available",
            _ => "The service refused the request",
        };
        var quoted = message is null ? "" : $", \"{message}\"";
        return new SeedanceException(failure, $"{what} (task '{id}', HTTP {(int)response.Status}{quoted}).", id)
        {
            StatusCode = response.Status,
            ServiceMessage = message,
            RetryAfter = response.RetryAfter,
        };
    }
}
