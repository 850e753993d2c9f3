using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Desktop;

/// <summary>Serves the module's own libraries in Windows PowerShell, from import to removal.</summary>
public sealed class DesktopModule : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly OwnAssemblies Own = new(Path.GetDirectoryName(typeof(DesktopModule).Assembly.Location)!);

    /// <summary>
    /// Called for each import. Each adds one handler, so that a removal in one runspace leaves those of others.
    /// </summary>
    public void OnImport() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    /// <summary>Called for each removal.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        // An assembly made in memory is not ours and has no location.
        var requesting = request.RequestingAssembly is { IsDynamic: false } assembly ? assembly.Location : null;
        return Own.Find(new AssemblyName(request.Name), requesting) is { } path ? Assembly.LoadFrom(path) : null;
    }
}
