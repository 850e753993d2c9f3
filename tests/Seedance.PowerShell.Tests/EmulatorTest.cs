using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

/// <summary>A test with an emulator, an engine whose defaults point to it, and its own folder.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    private Engine? _engine;

    internal virtual EmulatorOptions Options { get; } = new();

    internal EmulatorServer Emulator { get; private set; } = null!;

    internal Engine Engine => _engine ??= new Engine(Emulator, Folder);

    /// <summary>An empty folder, the current location of the engine.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("seedance-test-").FullName;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() =>
        Emulator = await EmulatorServer.StartAsync(Options, Cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _engine?.Dispose();
        await Emulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    internal string[] AddTasks(params string[] ids)
    {
        foreach (var id in ids) Emulator.Add(new EmulatedTask(id));
        return ids;
    }

    internal string InFolder(string name) => Path.Combine(Folder, name);
}
