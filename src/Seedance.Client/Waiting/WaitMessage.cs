namespace Seedance.Waiting;

/// <summary>A message to the event loop of a <see cref="TaskWaiter"/>.</summary>
internal abstract record WaitMessage;

/// <summary>A task was added.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Task">The task, when the caller has it already.</param>
/// <param name="State">The caller's object.</param>
internal sealed record TaskAdded(string Id, SeedanceTask? Task, object? State) : WaitMessage;

/// <summary>No more tasks will be added.</summary>
internal sealed record AddingCompleted : WaitMessage;

/// <summary>A poll has ended.</summary>
/// <param name="Waiting">The task that was polled.</param>
/// <param name="Task">The response; null when the poll failed.</param>
/// <param name="Error">Why the poll failed; null when it did not.</param>
internal sealed record PollEnded(WaitingTask Waiting, SeedanceTask? Task, SeedanceException? Error) : WaitMessage;

/// <summary>A snapshot is wanted.</summary>
/// <param name="MaximumTasks">The maximum number of tasks in it.</param>
/// <param name="Completion">Receives the snapshot; null when the wait has ended.</param>
internal sealed record SnapshotRequested(int MaximumTasks, TaskCompletionSource<WaitSnapshot?> Completion)
    : WaitMessage;

/// <summary>The timer has elapsed.</summary>
/// <param name="Timer">The timer.</param>
internal sealed record TimerElapsed(LoopTimer Timer) : WaitMessage;
