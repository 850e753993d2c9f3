using System.Management.Automation;

namespace Seedance.PowerShell.Binding;

/// <summary>
/// Loads the client library when the module is imported. Scripts may then write <c>[Seedance.SeedanceTask]</c> before
/// the first cmdlet has run: PowerShell resolves type names in loaded assemblies alone.
/// </summary>
public sealed class ModuleTypes : IModuleAssemblyInitializer
{
    /// <summary>Called by PowerShell for each import.</summary>
    public void OnImport() => GC.KeepAlive(typeof(SeedanceTask));
}
