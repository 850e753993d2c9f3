namespace Seedance.Api;

/// <summary>The result of one query: a task, or the reason why there is none.</summary>
/// <param name="Id">The id that was added.</param>
/// <param name="Task">The task; null when the query failed.</param>
/// <param name="Error">Why the query failed; null when it did not.</param>
/// <param name="State">The object that was added with the id.</param>
public readonly record struct QueryResult(string Id, SeedanceTask? Task, SeedanceException? Error, object? State);
