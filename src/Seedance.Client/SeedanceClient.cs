using Seedance.Transport;
using Seedance.Wire;

namespace Seedance;

/// <summary>Asks the service about tasks. One client serves any number of tasks at a time.</summary>
public sealed class SeedanceClient
{
    // Longer than any id of the service or its siblings; a bound, so that no id makes an absurd request.
    private const int MaximumIdLength = 512;

    private readonly ApiConnection _api;
    private readonly string _resultAddress;

    /// <summary>Makes a client. No connection is opened before the first request.</summary>
    /// <exception cref="SeedanceException">The key cannot be one.</exception>
    public SeedanceClient(SeedanceClientOptions options)
    {
        Options = options;
        ApiKeyHeader.Validate(options.ApiKey);
        _api = new ApiConnection(options.ApiKey, options.RequestTimeout, options.TimeProvider);
        _resultAddress = options.BaseUri.AbsoluteUri.TrimEnd('/') + "/v1/result/";
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
        var uri = new Uri(_resultAddress + Uri.EscapeDataString(id));
        var response = await _api.GetAsync(uri, id, cancellationToken).ConfigureAwait(false);
        return FailureTable.OfStatus(response.Status) is { } failure
            ? throw Refused(response, failure, id)
            : TaskReader.Read(response.Body, id);
    }

    /// <summary>Refuses an id that no request should be made for.</summary>
    /// <exception cref="SeedanceException">It is blank, too long, or would not be one path segment.</exception>
    public static void ValidateId(string? id)
    {
        if (string.IsNullOrWhiteSpace(id)) throw new SeedanceException(Failure.TaskIdInvalid, "A task id is empty.", id);
        if (id!.Length > MaximumIdLength)
            throw new SeedanceException(
                Failure.TaskIdInvalid, $"A task id of {id.Length} characters cannot be right: '{id.Substring(0, 40)}…'.", id);
        // Even escaped, these two name another folder of the service.
        if (id is "." or "..") throw new SeedanceException(Failure.TaskIdInvalid, $"'{id}' is not a task id.", id);
    }

    private static SeedanceException Refused(ApiResponse response, Failure failure, string id)
    {
        var said = TaskReader.ReadMessage(response.Body);
        if (failure == Failure.AuthenticationFailed && response.KeyWasAccepted) failure = Failure.AuthenticationLost;
        if (failure == Failure.TaskNotFound && said?.StartsWith("No handler found", StringComparison.OrdinalIgnoreCase) == true)
            failure = Failure.EndpointNotFound;
        var what = failure switch
        {
            Failure.AuthenticationFailed or Failure.AuthenticationLost => "The service refused the API key",
            Failure.TaskNotFound => "The service does not know the task",
            Failure.EndpointNotFound => "The base address is not the service's",
            Failure.RateLimited => "The service asks for fewer requests",
            Failure.RedirectRefused => "The service redirected the request, and the key does not follow redirects",
            Failure.ServiceUnavailable => "The service is in trouble",
            _ => "The service refused the request",
        };
        return new SeedanceException(
            failure, $"{what} (task '{id}', HTTP {(int)response.Status}{(said is null ? "" : $", \"{Shortened(said)}\"")}).", id)
        {
            StatusCode = response.Status,
            ServiceMessage = said,
            RetryAfter = response.RetryAfter,
        };
    }

    private static string Shortened(string text) => text.Length <= 300 ? text : text.Substring(0, 300) + "…";
}
