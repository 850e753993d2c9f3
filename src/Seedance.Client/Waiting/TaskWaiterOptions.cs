namespace Seedance.Waiting;

/// <summary>The settings of a wait.</summary>
public sealed record TaskWaiterOptions
{
    /// <summary>The default of <see cref="MaximumRetryCount"/>.</summary>
    public const int DefaultMaximumRetryCount = 30;

    /// <summary>The maximum number of polls in flight. Default 16.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>The time limit of the whole wait; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When to poll next.</summary>
    public PollSchedule Schedule { get; init; } = new();

    /// <summary>
    /// The maximum number of failed polls of one task in a row. Default 30: with the default delays that is an outage
    /// of a quarter of an hour. A wait takes hours and is often unattended, so the limit is higher than that of a
    /// single query.
    /// </summary>
    public int MaximumRetryCount { get; init; } = DefaultMaximumRetryCount;

    /// <summary>Receives messages for the user. The event loop calls it: it must not block.</summary>
    public Action<WaitNotice>? OnNotice { get; init; }
}
