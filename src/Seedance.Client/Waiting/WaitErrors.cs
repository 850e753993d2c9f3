namespace Seedance.Waiting;

/// <summary>The errors of a wait, each with the last known state of its task.</summary>
internal static class WaitErrors
{
    // Messages are read in logs: the quoted part of another message is limited.
    private const int MaximumQuote = 100;

    /// <summary>The time limit was reached before the task was terminal.</summary>
    public static SeedanceException TimedOut(WaitingTask waiting, TimeSpan timeout)
    {
        var last = waiting.Last is { } task
            ? $"its last known status is '{ServiceText.Clean(task.StatusText)}'"
            : "there was no response for it";
        var failure = waiting.LastFailure is { } error
            ? $", and the last poll failed: {ServiceText.Shorten(error.Message, MaximumQuote)}"
            : ".";
        return new SeedanceException(
            Failure.WaitTimedOut,
            $"Task '{waiting.Id}' did not finish within {timeout.TotalSeconds:0.###} seconds; {last}{failure}",
            waiting.Id, waiting.LastFailure)
        {
            RequestId = waiting.LastFailure?.RequestId,
            LastKnownTask = waiting.Last,
        };
    }

    /// <summary>The last poll failed and there is no retry.</summary>
    public static SeedanceException GivenUp(WaitingTask waiting, SeedanceException error)
    {
        if (waiting.FailuresInARow == 1) return error;
        // The message must not state that a task exists which the service does not know.
        var fate = error.Failure == Failure.TaskNotFound ? "" : "; the task may still be running";
        return new SeedanceException(
            error.Failure,
            $"{ServiceText.Shorten(error.Message, MaximumQuote)} Task '{waiting.Id}' was given up after "
            + $"{waiting.FailuresInARow} failed polls in a row{fate}.",
            waiting.Id, error)
        {
            StatusCode = error.StatusCode,
            RequestId = error.RequestId,
            ServiceMessage = error.ServiceMessage,
            LastKnownTask = waiting.Last,
        };
    }

    /// <summary>The status value has been unknown for too long.</summary>
    public static SeedanceException StatusUnknown(SeedanceTask task, TimeSpan duration) => new(
        Failure.StatusUnknown,
        $"The status value '{ServiceText.Clean(task.StatusText)}' of task '{task.Id}' is unknown to this module "
        + $"and has not changed for {duration.TotalMinutes:0} minutes.",
        task.Id)
    {
        LastKnownTask = task,
    };
}
