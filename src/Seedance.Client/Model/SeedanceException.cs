using System.Net;
using Seedance.Http;

namespace Seedance;

/// <summary>What went wrong with one task or with the whole run, in a form scripts can branch on.</summary>
public sealed class SeedanceException : Exception
{
    /// <summary>Makes an exception; <paramref name="message"/> must hold neither a key nor a signed query.</summary>
    public SeedanceException(Failure failure, string message, string? taskId = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        TaskId = taskId;
    }

    /// <summary>What went wrong; its name is the error id.</summary>
    public Failure Failure { get; }

    /// <summary>The task it concerns; null when it concerns the whole run.</summary>
    public string? TaskId { get; }

    /// <summary>The HTTP status that said so; null when no answer came.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>What the service said, when it said something.</summary>
    public string? ServiceMessage { get; init; }

    /// <summary>How long the service asked to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The last known state of the task; null when none is known. Errors are printed and exported whole, so this one lacks what may
    /// give access to the video: its address and the fields that this module does not know.
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

    /// <summary>The same exception whose message also states what the user should do next.</summary>
    /// <param name="action">One or two sentences.</param>
    public SeedanceException WithRecommendedAction(string action) => new(
        Failure, $"{Message.TrimEnd(' ', '.')}. {action}", TaskId, InnerException)
    {
        StatusCode = StatusCode,
        ServiceMessage = ServiceMessage,
        RetryAfter = RetryAfter,
        LastKnownTask = LastKnownTask,
        RecommendedAction = action,
    };

    /// <summary>What nobody has thought of, while a task was asked for: it may be gone the next time, and must stop no loop.</summary>
    internal static SeedanceException Unexpected(string taskId, Exception exception) => new(
        Failure.ConnectionFailed, $"Asking for task '{taskId}' failed: {ServiceText.Clean(exception.Message)}", taskId, exception);

    /// <summary>The same, known to mean something else.</summary>
    internal SeedanceException As(Failure failure) => new(failure, Message, TaskId, this)
    {
        StatusCode = StatusCode,
        ServiceMessage = ServiceMessage,
        RetryAfter = RetryAfter,
        LastKnownTask = LastKnownTask,
    };

    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => RetryRules.IsTransient(Failure);
}
