using System.Collections.Concurrent;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests.Properties;

/// <summary>
/// For each generated host and pipeline: each record has exactly one result or error, each file under a final name is
/// correct byte for byte, every pipeline ends, and the key and the signatures are sent only where they are required.
/// </summary>
public sealed class SavingPropertyTests : IAsyncLifetime
{
    // SEEDANCE_PROPERTY_SCENARIOS is for platforms on which a scenario takes longer, or for a longer search.
    private static readonly int Scenarios =
        int.TryParse(Environment.GetEnvironmentVariable("SEEDANCE_PROPERTY_SCENARIOS"), out var count) ? count : 2000;

    // More than the cores of a CI runner: a scenario also waits for retries and slow connections.
    private const int InParallel = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("seedance-property-").FullName;
    private readonly ConcurrentBag<Engine> _engines = [];
    private EmulatorServer _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await EmulatorServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) engine.Dispose();
        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_generated_scenario_satisfies_the_invariants_of_saving()
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = InParallel,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Scenarios), options, async (number, stop) => await CheckAsync(number, stop));

        Assert.All(_emulator.Requests, AssertNoUnnecessarySecret);
    }

    // The service alone receives the key, and the storage host alone receives signatures.
    private static void AssertNoUnnecessarySecret(RecordedRequest request)
    {
        var isVideo = request.Path.StartsWith("/out/", StringComparison.Ordinal)
            || request.Path.StartsWith("/moved/", StringComparison.Ordinal);
        Assert.Equal(!isVideo, request.Headers.ContainsKey("Authorization"));
        if (!isVideo) Assert.Null(request.QueryString);
        Assert.All(request.Headers.Values, value => Assert.DoesNotContain("X-Tos-", value, StringComparison.Ordinal));
    }

    private async Task CheckAsync(int number, CancellationToken cancellationToken)
    {
        var scenario = ScenarioGenerator.Create(number);
        if (!_engines.TryTake(out var engine)) engine = new Engine(_emulator, _folder);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{number}")).FullName;
        try
        {
            await new ScenarioRunner(_emulator, engine, scenario, folder).CheckAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"Scenario {number} failed: {e.Message}\n{scenario}\n{e.StackTrace}");
        }

        Directory.Delete(folder, recursive: true);
        _engines.Add(engine);
    }
}
