namespace Seedance;

/// <summary>States for each failure how often the same request may be repeated.</summary>
internal static class RetryRules
{
    private const int Never = 0;

    /// <summary>The maximum number of retries in a row after this failure.</summary>
    /// <returns>0 for a failure that no repetition changes; null where the caller's own limit alone counts.</returns>
    public static int? MaximumRetriesOf(Failure failure) => failure switch
    {
        Failure.RateLimited or Failure.ServiceUnavailable or Failure.ConnectionFailed or Failure.RequestTimedOut =>
            null,
        Failure.ProxyFailed => null,
        Failure.ResponseInvalid or Failure.WrongTask or Failure.VideoUrlMissing => null,
        Failure.VideoRefused or Failure.VideoIncomplete or Failure.VideoInvalid => null,
        // The service sometimes refuses a valid key once, also for the first request of a session.
        Failure.AuthenticationFailed => 1,
        // For some seconds the service does not know a new task.
        Failure.AuthenticationLost or Failure.TaskNotFound => 3,
        // A proxy's sign-in or maintenance page disappears, a wrong base URL does not: two retries tell them apart.
        Failure.ResponseTooLarge or Failure.RedirectRefused => 2,
        _ => Never,
    };

    /// <summary>True when the same request may succeed later.</summary>
    public static bool IsTransient(Failure failure) => MaximumRetriesOf(failure) is null or > 0;
}
