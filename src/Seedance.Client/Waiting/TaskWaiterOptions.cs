namespace Seedance.Waiting;

/// <summary>How a <see cref="TaskWaiter"/> waits.</summary>
public sealed record TaskWaiterOptions
{
    /// <summary>The default of <see cref="MaximumRetryCount"/>.</summary>
    public const int DefaultMaximumRetryCount = 30;

    /// <summary>How many questions may be under way at a time. Default 16.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>How long to wait in all; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When to ask next.</summary>
    public PollSchedule Schedule { get; init; } = new();

    /// <summary>
    /// How many questions about one task may fail in a row before it is given up. Default 30: with the usual backoff that is an
    /// outage of a quarter of an hour. A wait is for hours and nobody watches it, so it is more patient than a single question.
    /// </summary>
    public int MaximumRetryCount { get; init; } = DefaultMaximumRetryCount;

    /// <summary>Told in a sentence what a person may want to know meanwhile. Called by the loop: must not block.</summary>
    public Action<WaitNotice>? OnNotice { get; init; }
}

/// <summary>Something worth saying while waiting.</summary>
/// <param name="IsWarning">True when something is not as it should be; false for a change of status.</param>
/// <param name="Message">The sentence.</param>
public sealed record WaitNotice(bool IsWarning, string Message);

/// <summary>How the wait for one id ended: with a task, or with the reason why there is none.</summary>
/// <param name="Id">The id.</param>
/// <param name="Task">The terminal task; null when the wait failed.</param>
/// <param name="Error">Why the wait failed; null when it did not.</param>
/// <param name="State">The object that was added with the id.</param>
public sealed record WaitResult(string Id, SeedanceTask? Task, SeedanceException? Error, object? State = null);
