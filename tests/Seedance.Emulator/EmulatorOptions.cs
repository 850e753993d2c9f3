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

    /// <summary>The clock of schedules, signatures and <c>Retry-After</c> dates.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
