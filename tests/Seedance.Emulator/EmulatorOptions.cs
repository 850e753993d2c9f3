using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Seedance.Emulator;

/// <summary>The settings of an emulator.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The certificate with which it serves https, with HTTP/1.1 and HTTP/2; null for plain http with HTTP/1.1.
    /// </summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The address on which it listens.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Called with each response before its endpoint writes it.</summary>
    public Action<IHeaderDictionary>? OnResponse { get; init; }

    /// <summary>The API key that the endpoints accept.</summary>
    public string ApiKey { get; init; } = "emulator-key";

    /// <summary>
    /// One limit for the queries and creations of all clients together, in requests per second; requests above it get
    /// 429. What is not used is kept for a second at most. Null for no limit.
    /// </summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>True accepts every non-empty bearer token.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>
    /// The fault of a creation request, by its prompt and the number of requests with this prompt so far, from 1;
    /// null for none. The names are in <c>CreateFaults.cs</c>.
    /// </summary>
    public Func<string, int, Fault?>? CreateFault { get; init; }

    /// <summary>
    /// Whether the connection of a creation request is reset before its body is read, by its number from 1.
    /// </summary>
    public Func<int, bool>? ResetCreateBeforeBody { get; init; }

    /// <summary>Configures a created task; null for a task that is completed at its first query.</summary>
    public Func<EmulatedTask, EmulatedTask>? CreatedTask { get; init; }

    /// <summary>The clock of schedules, signatures and <c>Retry-After</c> dates.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
