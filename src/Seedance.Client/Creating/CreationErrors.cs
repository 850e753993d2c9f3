namespace Seedance.Creating;

/// <summary>The errors of creating a task. Each names the key; the id only where there is one.</summary>
internal static class CreationErrors
{
    public static SeedanceException KeyRejected(string key) => new(
        Failure.AuthenticationFailed,
        $"The service refused the API key several times, so the new task '{key}' was not sent.",
        key);

    public static SeedanceException Cancelled(string key) =>
        new(Failure.CreationNotSent, $"The new task '{key}' was cancelled before it was sent.", key);

    /// <summary>An attempt without a response.</summary>
    public static SeedanceException Of(string key, Exception exception, bool isSent)
    {
        var known = exception as SeedanceException;
        var cause = exception is OperationCanceledException
            ? "it was cancelled meanwhile"
            : ServiceText.Clean(MessageOf(exception)).TrimEnd('.');
        var what = isSent ? "was sent and may have been accepted" : "was not sent";
        return new SeedanceException(
            known?.Failure ?? Failure.ConnectionFailed, $"The new task '{key}' {what}: {cause}.", key, exception)
        {
            StatusCode = known?.StatusCode,
            RequestId = known?.RequestId,
            RetryAfter = known?.RetryAfter,
            IsFinal = known?.IsFinal == true,
        };
    }

    // The message about a certificate begins with the task, too.
    private static string MessageOf(Exception exception) =>
        (exception.GetBaseException() as UntrustedCertificateException ?? exception).Message;

    /// <summary>The same error under the name that states whether a task may exist.</summary>
    public static SeedanceException As(Failure failure, SeedanceException error) => error.As(failure);

    public static SeedanceException NotRecorded(string key, string id, SeedanceException exception) => new(
        Failure.JournalFailed,
        $"Task '{id}' was created for '{key}' and could not be recorded: keep its id. {exception.Message}",
        id,
        exception);

    /// <summary>What forbids to send a request, by what the journal has of its key.</summary>
    public static SeedanceException Of(IntentResult intent, string key) => intent.Decision switch
    {
        IntentDecision.Unknown => OfUnknown(intent.Entry!),
        IntentDecision.InFlight => new SeedanceException(
            Failure.CreationUnknown,
            $"The new task '{key}' was sent{At(intent)}, too recently to send it again: it may still be in flight.",
            key),
        IntentDecision.OverBudget => OverBudget(intent, key),
        _ => new SeedanceException(
            Failure.KeyConflict,
            $"The new task '{key}' was not sent: the journal has another request under this key{At(intent)}.",
            key),
    };

    /// <summary>A request of the journal that may have been accepted and has no id.</summary>
    public static SeedanceException OfUnknown(JournalEntry entry) => new(
        Failure.CreationUnknown,
        $"The new task '{entry.Key}' was sent{At(entry)} and may exist: its response is not known.",
        entry.Key);

    private static SeedanceException OverBudget(IntentResult intent, string key)
    {
        var remaining = Math.Max(0, intent.RemainingTokens ?? 0);
        var reason = FormattableString.Invariant(
            $"it needs {intent.Quote.Tokens:N0} tokens, and {remaining:N0} are left");
        return new SeedanceException(Failure.BudgetReached, $"The new task '{key}' was not sent: {reason}.", key);
    }

    private static string At(IntentResult intent) => intent.Entry is { } entry ? At(entry) : "";

    private static string At(JournalEntry entry) =>
        entry.IntentTime is { } time ? FormattableString.Invariant($" at {time.UtcDateTime:u}") : "";
}
