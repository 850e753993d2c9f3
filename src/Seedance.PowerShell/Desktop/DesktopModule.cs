using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Desktop;

/// <summary>Resolves the module's own assemblies in Windows PowerShell while the module is loaded.</summary>
public sealed class DesktopModule : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly OwnAssemblies Own = new(Path.GetDirectoryName(typeof(DesktopModule).Assembly.Location)!);

    /// <summary>
    /// Called for each import. Each import adds one handler, so that a removal in one runspace does not affect others.
    /// </summary>
    public void OnImport() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    /// <summary>Called for each removal.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        // A dynamic assembly is never one of this module, and has no location.
        var requesting = request.RequestingAssembly is { IsDynamic: false } assembly ? assembly.Location : null;
        return Own.Find(new AssemblyName(request.Name), requesting) is { } path ? Assembly.LoadFrom(path) : null;
    }
}
