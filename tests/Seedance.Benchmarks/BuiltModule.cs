using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Seedance.Benchmarks;

/// <summary>The built module, and a runspace in which it is measured.</summary>
internal static class BuiltModule
{
    /// <param name="key">ModulePath, or EmptyModulePath for the module that it is compared with.</param>
    /// <returns>The path of a manifest.</returns>
    public static string Manifest(string key) =>
        typeof(BuiltModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>An open runspace with the module imported and these variables set.</summary>
    public static Runspace OpenRunspace(params (string Name, object Value)[] variables)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest("ModulePath")]);
        foreach (var (name, value) in variables) state.Variables.Add(new SessionStateVariableEntry(name, value, null));
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }
}
