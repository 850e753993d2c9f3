using System.Collections;
using System.Management.Automation;

namespace Seedance.PowerShell.Tests.Help;

/// <summary>The cmdlets of the built module and their output of Get-Help.</summary>
public sealed class HelpFixture : IDisposable
{
    private readonly Engine _engine = new();

    public HelpFixture()
    {
        var commands = _engine.Run("Get-Command -Module Seedance -CommandType Cmdlet").Output;
        Cmdlets = [.. commands.Select(o => (CmdletInfo)o.BaseObject)];
        Help = Cmdlets.ToDictionary(c => c.Name, c => Assert.Single(_engine.Run($"Get-Help {c.Name} -Full").Output));
    }

    public static TheoryData<string> Names { get; } = ["Get-SeedanceTask", "Wait-SeedanceTask", "Save-SeedanceVideo"];

    public IReadOnlyList<CmdletInfo> Cmdlets { get; }

    public IReadOnlyDictionary<string, PSObject> Help { get; }

    /// <summary>Runs a script that only one test needs.</summary>
    internal EngineResult Run(string script) => _engine.Run(script);

    public void Dispose() => _engine.Dispose();

    /// <summary>
    /// The values at a path of properties; empty when a step is missing, all items when a step is a list.
    /// </summary>
    public static IReadOnlyList<PSObject> At(PSObject help, params string[] path) =>
        path.Aggregate(
            (IReadOnlyList<PSObject>)[help],
            (found, name) => [.. found.SelectMany(f => Items(f.Properties[name]?.Value))]);

    /// <summary>The same as text, with paragraphs joined.</summary>
    public static string TextAt(PSObject help, params string[] path) =>
        string.Join(' ', At(help, path).Select(Text)).Trim();

    private static string Text(PSObject item) =>
        $"{(item.Properties["Text"] ?? item.Properties["#text"])?.Value ?? item.BaseObject}";

    private static IEnumerable<PSObject> Items(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => [],
            string text => [PSObject.AsPSObject(text)],
            IEnumerable list => list.Cast<object>().Select(PSObject.AsPSObject),
            _ => [PSObject.AsPSObject(value!)],
        };
}
