namespace Seedance.Emulator;

/// <summary>How an emulator is set up.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that the API endpoints accept.</summary>
    public string ApiKey { get; init; } = "emulator-key";

    /// <summary>True accepts every bearer token that is not empty.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>
    /// What goes wrong with a creation, by its prompt and by how many requests with this prompt have arrived, from 1; null
    /// for nothing. The names are in <c>CreateFaults.cs</c>.
    /// </summary>
    public Func<string, int, Fault?>? CreateFault { get; init; }

    /// <summary>Whether the connection of a creation request is reset before its body is read, by its number from 1.</summary>
    public Func<int, bool>? ResetCreateBeforeBody { get; init; }

    /// <summary>What a created task is like; null for a task that is completed at its first query.</summary>
    public Func<EmulatedTask, EmulatedTask>? CreatedTask { get; init; }

    /// <summary>The clock of schedules, signatures and <c>Retry-After</c> dates.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
