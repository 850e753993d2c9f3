using System.Text.Json;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests.Creating;

/// <summary>A test with a journal, and faults of the create endpoint by prompt.</summary>
public abstract class CreatingTest : EmulatorTest
{
    private readonly EmulatorOptions _options;

    protected CreatingTest() => _options = new EmulatorOptions
    {
        CreateFault = (prompt, request) => Fault(prompt, request),
        CreatedTask = task => Created(task),
    };

    internal override EmulatorOptions Options => _options;

    internal Func<string, int, Fault?> Fault { get; set; } = (_, _) => null;

    internal Func<EmulatedTask, EmulatedTask> Created { get; set; } = task => task;

    internal string Journal => InFolder("run.jsonl");

    internal int Creations => Emulator.CreatedTasks.Count;

    internal int Posts => Emulator.Requests.Count(r => r.Method == "POST");

    /// <summary>The events of the journal with their keys, in order.</summary>
    internal string[] Events() => [.. Lines().Select(l => $"{l.GetProperty("event")} {l.GetProperty("key")}")];

    internal JsonElement[] Lines() =>
        [.. File.ReadAllLines(Journal).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Asserts that there is one error, with this id and target.</summary>
    internal static System.Management.Automation.ErrorRecord AssertError(EngineResult result, string id, string target)
    {
        var error = Assert.Single(result.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(target, error.TargetObject);
        return error;
    }
}
