using Seedance.Api;
using Seedance.Http;
using Seedance.Telemetry;

namespace Seedance.Creating;

/// <summary>How tasks are created.</summary>
public sealed record TaskCreatorOptions
{
    /// <summary>Send requests again that may have arrived. Default false.</summary>
    public bool Resubmit { get; init; }

    /// <summary>The ceiling of the tokens of everything in the journal; null for none.</summary>
    public long? MaximumTokens { get; init; }
}

/// <summary>What would become of a request.</summary>
/// <param name="Quote">Its quoted tokens.</param>
/// <param name="IsSent">True when it would be sent.</param>
/// <param name="Error">Why it would not be sent; null when it would be, or when its task exists already.</param>
public sealed record CreationPreview(TokenQuote Quote, bool IsSent, SeedanceException? Error);

/// <summary>
/// Creates tasks, each at most once. A request is in the journal before it is sent, and its result before it is
/// returned. Only what certainly did not arrive is sent again. Serves any number of requests at a time.
/// </summary>
public sealed class TaskCreator(SeedanceClient client, CreationJournal journal, TaskCreatorOptions? options = null)
{
    private readonly TaskCreatorOptions _options = options ?? new TaskCreatorOptions();
    private readonly TimeProvider _time = client.Options.TimeProvider;
    private readonly Dictionary<string, Task> _inFlight = new(StringComparer.Ordinal);

    /// <summary>Creates a task, or returns the one that the journal has of its key.</summary>
    /// <param name="key">The request's key.</param>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Stops it; a request that is in flight is recorded as unknown.</param>
    /// <returns>The task; <see cref="SeedanceTask.Key"/> and <see cref="SeedanceTask.Prompt"/> are set.</returns>
    /// <exception cref="SeedanceException">No task was created, or it is not known whether one was.</exception>
    public async Task<SeedanceTask> CreateAsync(
        string key, CreationBody body, CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A second row of the same key waits for the first one and finds its task in the journal.
        while (Enter(key, done.Task) is { } other) await other.ConfigureAwait(false);
        try
        {
            return await CreateOnceAsync(key, body, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_inFlight) _inFlight.Remove(key);
            done.SetResult(true);
        }
    }

    /// <summary>
    /// States what <see cref="CreateAsync"/> would do, by the journal as it is known now. Sends nothing.
    /// </summary>
    /// <param name="key">The request's key.</param>
    /// <param name="body">The request.</param>
    /// <param name="plannedTokens">The tokens of requests that would be sent before it and are not in the
    /// journal.</param>
    public CreationPreview Preview(string key, CreationBody body, long plannedTokens = 0)
    {
        var intent = journal
            .Preview(NewIntent(key, body) with { MaximumTokens = _options.MaximumTokens - plannedTokens });
        var error = intent.MaySend
            || intent.Decision == IntentDecision.Recorded ? null : CreationErrors.Of(intent, key);
        return new CreationPreview(intent.Quote, intent.MaySend, error);
    }

    private CreationIntent NewIntent(string key, CreationBody body) =>
        new(key, body, _options.Resubmit, _time.GetUtcNow(), _options.MaximumTokens);

    private Task? Enter(string key, Task mine)
    {
        lock (_inFlight)
        {
            if (_inFlight.TryGetValue(key, out var other)) return other;
            _inFlight.Add(key, mine);
            return null;
        }
    }

    private async Task<SeedanceTask> CreateOnceAsync(string key, CreationBody body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var span = Span.Start("create", null, client.Options.BaseUri.Host);
        try
        {
            var task = await CreateOrFindAsync(key, body, cancellationToken).ConfigureAwait(false);
            span.SetTask(task);
            return task;
        }
        catch (SeedanceException e)
        {
            span.SetError(e);
            throw;
        }
    }

    private async Task<SeedanceTask> CreateOrFindAsync(
        string key, CreationBody body, CancellationToken cancellationToken)
    {
        if (client.IsKeyRejected) throw CreationErrors.KeyRejected(key);
        var intent = await journal
            .BeginAsync(NewIntent(key, body), cancellationToken)
            .ConfigureAwait(false);
        if (!intent.MaySend) return RecordedTask.Of(journal, intent, key, body);
        CreationResponse result;
        try
        {
            result = await SendAsync(key, body, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Between two attempts: nothing of it is at the service.
            await RecordFailureAsync(key, CreationProof.NotSent, CreationErrors.Cancelled(key)).ConfigureAwait(false);
            throw;
        }

        if (result.Task is { } task)
        {
            await RecordCreatedAsync(key, task).ConfigureAwait(false);
            return task with { Key = key, Prompt = body.Prompt, Request = body.Json, Fetched = _time.GetUtcNow() };
        }

        await RecordFailureAsync(key, result.Proof, result.Error!).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        throw result.Proof switch
        {
            CreationProof.Unknown => CreationErrors.As(Failure.CreationUnknown, result.Error!),
            CreationProof.Rejected => result.Error!,
            // What must be changed before another attempt is more useful than that nothing was sent.
            CreationProof.NotSent when !result.Error!.IsTransient => result.Error,
            _ => CreationErrors.As(Failure.CreationNotSent, result.Error!),
        };
    }

    // Sends it again only as long as it certainly did not arrive.
    private async Task<CreationResponse> SendAsync(string key, CreationBody body, CancellationToken cancellationToken)
    {
        var state = new RetryState(client.Retry);
        while (true)
        {
            var result = await SendOnceAsync(key, body, cancellationToken).ConfigureAwait(false);
            if (result.Error is { } error) Counters.CountFailure("create", error);
            if (result.Proof is not (CreationProof.NotSent or CreationProof.RateLimited)) return result;
            if (!state.TryGetNextDelay(result.Error!, out var delay)) return result;
            await _time.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<CreationResponse> SendOnceAsync(
        string key, CreationBody body, CancellationToken cancellationToken)
    {
        using var content = new SingleUseContent(body.Utf8);
        try
        {
            var response = await client.PostTaskAsync(content, key, cancellationToken).ConfigureAwait(false);
            var result = CreationResponse.Read(response, key);
            if (result.Error is { } error) error.RequestId = SeedanceClient.RequestIdOf(response);
            client.CountKeyUse(result.Task is not null, result.Error?.Failure);
            return result;
        }
        catch (OperationCanceledException) when (!content.IsStarted)
        {
            throw;
        }
        catch (Exception e)
        {
            // Whatever it is: once a byte of the body may have left, a task may have been created.
            var isSent = content.IsStarted && !ConnectFailures.IsOne(e);
            return new CreationResponse(
                isSent ? CreationProof.Unknown : CreationProof.NotSent, null, CreationErrors.Of(key, e, isSent));
        }
    }

    private async Task RecordCreatedAsync(string key, SeedanceTask task)
    {
        try
        {
            await journal.RecordCreatedAsync(key, task).ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            throw CreationErrors.NotRecorded(key, task.Id, e);
        }
    }

    private async Task RecordFailureAsync(string key, CreationProof proof, SeedanceException error)
    {
        try
        {
            await journal.RecordFailureAsync(key, proof == CreationProof.Unknown, error).ConfigureAwait(false);
        }
        catch (SeedanceException)
        {
            // The request stands in the journal without an end: the next run treats it as unknown, which is safe.
        }
    }
}
