using System.Security;
using Seedance.Api;
using Seedance.Client.Tests.Http;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.Client.Tests.Api;

/// <summary>A test of the client over real HTTP: an emulator, and clients whose clock is virtual.</summary>
public abstract class ServiceTest : IAsyncLifetime
{
    internal EmulatorServer Emulator { get; private set; } = null!;

    internal VirtualTime Time { get; } = new() { Unobserved = RequestTimeout };

    internal static TimeSpan RequestTimeout { get; } =
        new SeedanceClientOptions { ApiKey = KeyOf("any") }.RequestTimeout;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        Emulator = await EmulatorServer.StartAsync(new EmulatorOptions { TimeProvider = Time }, Cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Emulator.DisposeAsync();
    }

    internal static SecureString KeyOf(string text)
    {
        var key = new SecureString();
        foreach (var c in text) key.AppendChar(c);
        return key;
    }

    internal SeedanceClient Client(
        int retries =
            0, string key =
                "emulator-key", Uri? baseUri = null, AcceptedKeys? acceptedKeys = null) => new(new SeedanceClientOptions
                {
                    AcceptedKeys = acceptedKeys,
                    BaseUri = baseUri ?? Emulator.BaseUri,
                    ApiKey = KeyOf(key),
                    MaximumRetryCount = retries,
                    TimeProvider = Time,
                });

    /// <summary>Adds a task with these faults, in this order.</summary>
    internal string Add(params Fault[] faults)
    {
        var id = $"video_{Guid.NewGuid()}";
        Emulator.Add(new EmulatedTask(id) { QueryFaults = faults });
        return id;
    }

    /// <summary>Queries a task that always has this fault once and returns the error.</summary>
    internal async Task<SeedanceException> FailureOfAsync(string fault, string? argument = null)
    {
        var id = Add(Fault.Always(fault, argument));
        var failure = await Assert.ThrowsAsync<SeedanceException>(() => Client().QueryAsync(id, Cancellation));
        Assert.Equal(id, failure.TaskId);
        Assert.Contains($"'{id}'", failure.Message, StringComparison.Ordinal);
        return failure;
    }
}
