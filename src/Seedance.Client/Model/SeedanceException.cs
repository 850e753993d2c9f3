using System.Net;

namespace Seedance;

/// <summary>A failure of one task or of a whole command, with properties that scripts can compare.</summary>
public sealed class SeedanceException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">One sentence; it must hold neither an API key nor the query of a signed URL.</param>
    /// <param name="taskId">The task it concerns; null when it concerns the whole command.</param>
    /// <param name="innerException">The cause.</param>
    public SeedanceException(Failure failure, string message, string? taskId = null, Exception? innerException = null)
        : base(ServiceText.EndSentence(message), innerException)
    {
        Failure = failure;
        TaskId = taskId;
    }

    private SeedanceException(SeedanceException other, Failure failure, string message, Exception? innerException)
        : this(failure, message, other.TaskId, innerException)
    {
        StatusCode = other.StatusCode;
        ServiceMessage = other.ServiceMessage;
        RequestId = other.RequestId;
        RetryAfter = other.RetryAfter;
        LastKnownTask = other.LastKnownTask;
        IsFinal = other.IsFinal;
    }

    /// <summary>What went wrong; the name is the error id.</summary>
    public Failure Failure { get; }

    /// <summary>The task it concerns; null when it concerns the whole command.</summary>
    public string? TaskId { get; }

    /// <summary>The HTTP status code of the response; null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The error message in the response; null when there was none.</summary>
    public string? ServiceMessage { get; init; }

    /// <summary>
    /// The id under which the service, or the storage host, has the request in its logs; null when the response had
    /// none.
    /// </summary>
    public string? RequestId { get; internal set; }

    /// <summary>The Retry-After of the response; null when there was none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The last known state of the task; null when none is known. Errors are printed and exported with all properties,
    /// so the parts that may give access to the video are removed: the video URL and the additional properties.
    /// </summary>
    public SeedanceTask? LastKnownTask
    {
        get;
        init => field = value is null ? null : value with
        {
            StatusText = ServiceText.Clean(value.StatusText),
            VideoUrl = null,
            Error = value.Error is { } error ? ServiceText.Clean(error) : null,
            ErrorCode = value.ErrorCode is { } code ? ServiceText.Clean(code) : null,
            AdditionalProperties = SeedanceTask.NoProperties,
        };
    }

    /// <summary>What the user should do next; null until the front end that shows the error has added it.</summary>
    public string? RecommendedAction { get; private init; }

    /// <summary>
    /// The same exception whose message also states what the user should do next and, at its end, the request id.
    /// </summary>
    /// <param name="action">One or two sentences.</param>
    /// <param name="maximumLength">
    /// The maximum length of the message in characters; the middle of what happened is left out where it is longer.
    /// </param>
    public SeedanceException WithRecommendedAction(string action, int maximumLength = int.MaxValue) => new(
        this,
        Failure,
        MessageWith(RequestId is null ? action : $"{action} Request id: {RequestId}.", maximumLength),
        InnerException)
    {
        RecommendedAction = action,
    };

    /// <summary>True when the request must not be repeated although its failure is transient in general.</summary>
    internal bool IsFinal { get; init; }

    /// <summary>
    /// For an unexpected exception during a query. It counts as transient: unexpected exceptions must not end the loop.
    /// </summary>
    internal static SeedanceException Unexpected(string taskId, Exception exception) => new(
        Failure.ConnectionFailed, $"The query of task '{taskId}' failed: {ServiceText.Clean(exception.Message)}",
        taskId, exception);

    /// <summary>The same exception with another failure.</summary>
    internal SeedanceException As(Failure failure) => new(this, failure, Message, this);

    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => !IsFinal && RetryRules.IsTransient(Failure);

    private string MessageWith(string action, int maximumLength) =>
        $"{Shorten(Message.TrimEnd(' ', '.'), maximumLength - action.Length - 2)}. {action}";

    // The beginning names what happened and to which task, the end usually why.
    private static string Shorten(string text, int maximumLength)
    {
        if (text.Length <= maximumLength) return text;
        // The id is at the beginning and the reason at the end; most often a part of a long path is cut out.
        var end = text.Length - maximumLength / 3;
        var start = maximumLength - maximumLength / 3 - 1;
        if (char.IsLowSurrogate(text[end])) end++;
        if (char.IsHighSurrogate(text[start - 1])) start--;
        return text.Substring(0, start) + "…" + text.Substring(end);
    }
}
