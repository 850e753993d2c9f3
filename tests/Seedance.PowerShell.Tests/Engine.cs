using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Reflection;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

/// <summary>The PowerShell engine with the built module imported from its manifest.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Runspace _runspace;

    public Engine(Emulator.EmulatorServer? emulator = null, string? workingFolder = null, PSHost? host = null)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ImportPSModule([ModulePath]);
        if (emulator is not null)
        {
            // Parameters, not the environment: tests run in parallel in one process.
            var defaults = new DefaultParameterDictionary
            {
                ["*-Seedance*:BaseUri"] = emulator.BaseUri.AbsoluteUri,
                ["*-Seedance*:ApiKey"] = new NetworkCredential("", "emulator-key").SecurePassword,
                ["*-Seedance*:RetryIntervalSec"] = 0.01,
                ["Wait-SeedanceTask:PollIntervalSec"] = 0.02,
                ["Save-SeedanceVideo:PollIntervalSec"] = 0.02,
            };
            state.Variables.Add(new SessionStateVariableEntry("PSDefaultParameterValues", defaults, null));
        }

        _runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
        if (workingFolder is not null)
            _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(workingFolder));
    }

    public static string ModulePath { get; } = Path.GetFullPath(
        typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "ModulePath").Value!);

    public SessionStateProxy Session => _runspace.SessionStateProxy;

    /// <summary>A shell in this runspace, for tests that inspect a running pipeline.</summary>
    public System.Management.Automation.PowerShell CreateShell(string script)
    {
        var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = _runspace;
        return shell.AddScript(script);
    }

    /// <summary>Runs a script and returns all its output.</summary>
    public EngineResult Run(string script, params object?[] input)
    {
        // A terminating error ends a statement, not a script; within try it ends the script.
        using var shell = CreateShell($"try {{\n{script}\n}} catch {{ throw }}");
        Collection<PSObject> output = [];
        Exception? thrown = null;
        try
        {
            output = input.Length > 0 ? shell.Invoke(input) : shell.Invoke();
        }
        catch (RuntimeException e)
        {
            thrown = e;
        }

        return new EngineResult(
            output, [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(w => w.Message)],
            [.. shell.Streams.Verbose.Select(v => v.Message)], [.. shell.Streams.Progress], thrown);
    }

    public void Dispose() => _runspace.Dispose();
}

/// <summary>Reads properties of the module's exceptions; the tests do not reference its assemblies.</summary>
internal static class ErrorRecordExtensions
{
    /// <summary>The recommended action of the error.</summary>
    public static string RecommendedAction(this ErrorRecord error) =>
        Assert.IsType<string>(new PSObject(error.Exception).Properties["RecommendedAction"].Value);
}

/// <summary>The output of a script on each stream.</summary>
internal sealed record EngineResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress,
    Exception? Thrown)
{
    /// <summary>The error that ended the script.</summary>
    public ErrorRecord TerminatingError => Assert.IsAssignableFrom<IContainsErrorRecord>(Thrown).ErrorRecord;

    /// <summary>A property of each object, in order.</summary>
    public IReadOnlyList<T> Column<T>(string property) =>
        [.. Output.Select(o => (T)LanguagePrimitives.ConvertTo(o.Properties[property].Value, typeof(T), null))];
}
