using Seedance.Http;
using Seedance.Json;

namespace Seedance.Api;

/// <summary>Asks the service about tasks. One client serves any number of tasks at a time.</summary>
public sealed class SeedanceClient
{
    // Longer than any id of the service or its siblings; a bound, so that no id makes an absurd request.
    private const int MaximumIdLength = 512;

    // A key that was refused so often, and never accepted, is not tried ten thousand times more.
    private const int RefusalsOfAKey = 10;

    private readonly ApiConnection _api;
    private readonly string _resultAddress;
    private readonly Uri _createUrl;
    private readonly RequestPacer _pacer;
    private volatile bool _keyWasAccepted;
    private int _refusals;

    /// <summary>Makes a client. No connection is opened before the first request.</summary>
    /// <exception cref="SeedanceException">The key cannot be one, or would travel unencrypted.</exception>
    public SeedanceClient(SeedanceClientOptions options)
    {
        Options = options;
        if (!options.AllowInsecureBaseUri) ServiceBaseUri.RequireSecure(options.BaseUri);
        ApiKeyHeader.Validate(options.ApiKey);
        _api = new ApiConnection(options.ApiKey, options.RequestTimeout, options.TimeProvider);
        _resultAddress = options.BaseUri.AbsoluteUri.TrimEnd('/') + "/v1/result/";
        _createUrl = new Uri(options.BaseUri.AbsoluteUri.TrimEnd('/') + "/v1/kyyvideo2/videos");
        _pacer = options.Pacer ?? new RequestPacer(options.TimeProvider);
        Retry = new RetryPolicy(options.MaximumRetryCount, options.RetryInterval, options.TimeProvider);
    }

    /// <summary>What this client was made with.</summary>
    public SeedanceClientOptions Options { get; }

    internal RetryPolicy Retry { get; }

    /// <summary>Asks for a task, and again while the failure is transient.</summary>
    /// <exception cref="SeedanceException">The task could not be had.</exception>
    public Task<SeedanceTask> GetTaskAsync(string id, CancellationToken cancellationToken = default) =>
        Retry.RunAsync(token => QueryAsync(id, token), cancellationToken);

    /// <summary>Asks for a task once.</summary>
    /// <exception cref="SeedanceException">The task could not be had.</exception>
    public async Task<SeedanceTask> QueryAsync(string id, CancellationToken cancellationToken = default)
    {
        ValidateId(id);
        if (IsKeyRefused) throw RefusedBefore(id);
        var left = await _pacer.EnterAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await _api.GetAsync(new Uri(_resultAddress + Uri.EscapeDataString(id)), id, cancellationToken).ConfigureAwait(false);
            var task = StatusFailures.Of(response.Status) is { } failure
                ? throw Refused(response, failure, id)
                : TaskReader.Read(response.Body.Span, id);
            _keyWasAccepted = true;
            _pacer.Recover(left);
            return task;
        }
        catch (SeedanceException e)
        {
            if (e.Failure == Failure.RateLimited) _pacer.Slow(left);
            if (e.RetryAfter is { } retryAfter) _pacer.Close(retryAfter);
            if (e.Failure == Failure.AuthenticationFailed) Interlocked.Increment(ref _refusals);
            // A key that worked a minute ago is refused now and then: that passes.
            if (e.Failure == Failure.AuthenticationFailed && _keyWasAccepted) throw e.As(Failure.AuthenticationLost);
            throw;
        }
    }

    /// <summary>True when the service has refused the key so often that further requests are pointless.</summary>
    internal bool IsKeyRefused => !_keyWasAccepted && Volatile.Read(ref _refusals) >= RefusalsOfAKey;

    /// <summary>Sends a request for a new task, exactly once: a repeated one would be paid for twice.</summary>
    /// <param name="content">The body; afterwards it states whether any of it was sent.</param>
    /// <param name="key">The request's key, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SeedanceException">No whole response came.</exception>
    internal async Task<ApiResponse> PostTaskAsync(SingleUseContent content, string key, CancellationToken cancellationToken)
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
        if (isAccepted) _keyWasAccepted = true;
        if (failure == Failure.AuthenticationFailed) Interlocked.Increment(ref _refusals);
    }

    /// <summary>Refuses an id that no request should be made for.</summary>
    /// <exception cref="SeedanceException">It is blank, too long, or would not be one path segment.</exception>
    public static void ValidateId(string? id)
    {
        if (string.IsNullOrWhiteSpace(id)) throw new SeedanceException(Failure.TaskIdInvalid, "A task id is empty.", id);
        if (id!.Length > MaximumIdLength)
            throw new SeedanceException(
                Failure.TaskIdInvalid, $"A task id of {id.Length} characters cannot be right: '{id.Substring(0, 40)}…'.", id);
        // A cell of a broken CSV; half a surrogate pair cannot be written in an address.
        if (id.Any(char.IsControl) || !IsWellFormed(id)) throw new SeedanceException(Failure.TaskIdInvalid, "A task id holds characters that no id has.", id);
        // Even escaped, these two name another folder of the service.
        if (id is "." or "..") throw new SeedanceException(Failure.TaskIdInvalid, $"'{id}' is not a task id.", id);
    }

    private static SeedanceException RefusedBefore(string id) => new(
        Failure.AuthenticationFailed, $"The service refused the API key for {RefusalsOfAKey} tasks, so task '{id}' was not asked for.", id);

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) return false;
        }

        return true;
    }

    private static SeedanceException Refused(ApiResponse response, Failure failure, string id)
    {
        var said = TaskReader.ReadMessage(response.Body.Span) is { } text ? ServiceText.Clean(text) : null;
        if (failure == Failure.TaskNotFound && said?.StartsWith("No handler found", StringComparison.OrdinalIgnoreCase) == true)
            failure = Failure.EndpointNotFound;
        var what = failure switch
        {
            Failure.AuthenticationFailed => "The service refused the API key",
            Failure.AccessDenied => "The service, or a proxy before it, forbids the request",
            Failure.TaskNotFound => "The service does not know the task",
            Failure.EndpointNotFound => "The base address is not the service's",
            Failure.RateLimited => "The service asks for fewer requests",
            Failure.RedirectRefused => "The service redirected the request, and the key does not follow redirects",
            Failure.ServiceUnavailable => "The service is in trouble",
            _ => "The service refused the request",
        };
        return new SeedanceException(
            failure, $"{what} (task '{id}', HTTP {(int)response.Status}{(said is null ? "" : $", \"{said}\"")}).", id)
        {
            StatusCode = response.Status,
            ServiceMessage = said,
            RetryAfter = response.RetryAfter,
        };
    }
}
