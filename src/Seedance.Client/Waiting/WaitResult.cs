namespace Seedance.Waiting;

/// <summary>The result of the wait for one id: a task, or the reason why there is none.</summary>
/// <param name="Id">The id.</param>
/// <param name="Task">The terminal task; null when the wait failed.</param>
/// <param name="Error">Why the wait failed; null when it did not.</param>
/// <param name="State">The object that was added with the id.</param>
public sealed record WaitResult(string Id, SeedanceTask? Task, SeedanceException? Error, object? State = null);
