using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Client.Tests.Http;
using Seedance.Creating;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Creating;

/// <summary>A test that creates tasks over real HTTP at an emulator, with a journal and a virtual clock.</summary>
public abstract class CreatorTest : JournalTest, IAsyncLifetime
{
    internal EmulatorServer Emulator { get; private set; } = null!;

    internal VirtualTime Time { get; } = new() { Unobserved = ServiceTest.RequestTimeout };

    /// <summary>The fault of a request, by its prompt and its number; null for none.</summary>
    internal Func<string, int, Fault?> Fault { get; set; } = (_, _) => null;

    internal Func<int, bool> ResetBeforeBody { get; set; } = _ => false;

    internal int Requests => Emulator.Requests.Count(r => r.Method == "POST");

    public async ValueTask InitializeAsync() => Emulator = await EmulatorServer.StartAsync(
        new EmulatorOptions
        {
            TimeProvider = Time,
            CreateFault = (prompt, request) => Fault(prompt, request),
            ResetCreateBeforeBody = number => ResetBeforeBody(number),
        },
        Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        Dispose();
        GC.SuppressFinalize(this);
    }

    internal SeedanceClient Client(int retries = 2, Uri? baseUri = null) => new(new SeedanceClientOptions
    {
        BaseUri = baseUri ?? Emulator.BaseUri,
        ApiKey = ServiceTest.KeyOf("emulator-key"),
        MaximumRetryCount = retries,
        TimeProvider = Time,
    });

    /// <summary>A creator with a newly opened journal, as in another run.</summary>
    internal TaskCreator Creator(
        int retries = 2, bool resubmit = false, long? maximumTokens = null, Uri? baseUri = null) =>
        new(Client(retries, baseUri), Open(),
            new TaskCreatorOptions { Resubmit = resubmit, MaximumTokens = maximumTokens });

    internal static Task<SeedanceTask> CreateAsync(TaskCreator creator, string key, string? prompt = null) =>
        creator.CreateAsync(key, Body(prompt ?? key), Cancellation);

    internal CreationState? StateOf(string key) => Open().Find(key)?.State;
}
