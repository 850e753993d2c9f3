using System.Reflection;
using Seedance.PowerShell.Desktop;

namespace Seedance.PowerShell.Tests.Desktop;

/// <summary>In Windows PowerShell every reference of Desktop/ finds a file there or in .NET Framework 4.7.2, in a version that will do.</summary>
public sealed class DesktopClosureTests
{
    // Windows PowerShell's own; the version of PowerShell 3.0 and of each since.
    private const string Engine = "System.Management.Automation";
    private static readonly Version EngineVersion = new(3, 0, 0, 0);

    [Fact]
    public void Each_reference_resolves_versions_included()
    {
        var resolver = new OwnAssemblies(DesktopFolder.Path);
        var unresolved =
            from assembly in DesktopFolder.Shipped
            from reference in assembly.References
            where !IsOfTheEngine(reference) && !IsOfNetFramework(reference) && resolver.Find(reference, assembly.Path) is null
            select $"{assembly.Name.Name} needs {reference.FullName}";

        Assert.NotEmpty(DesktopFolder.Shipped);
        Assert.Empty(unresolved);
    }

    [Fact]
    public void Each_type_taken_from_elsewhere_is_there()
    {
        var shipped = DesktopFolder.Shipped.ToDictionary(a => a.Name.Name!);
        var missing =
            from assembly in DesktopFolder.Shipped
            from types in assembly.ReferencedTypes.Where(t => t.Assembly != Engine).GroupBy(t => t.Assembly, t => t.Type)
            let provider = shipped.GetValueOrDefault(types.Key) ?? DesktopFolder.FindInNetFramework(types.Key)
            from type in types
            where provider?.Types.Contains(type) != true
            select $"{assembly.Name.Name} needs {type} of {types.Key}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Nothing_is_shipped_that_is_not_needed()
    {
        var needed = new HashSet<string> { "Seedance.PowerShell" };
        var shipped = DesktopFolder.Shipped.ToDictionary(a => a.Name.Name!);
        var queue = new Queue<string>(needed);
        while (queue.TryDequeue(out var name))
        {
            foreach (var reference in shipped[name].References.Where(r => shipped.ContainsKey(r.Name!) && needed.Add(r.Name!)))
                queue.Enqueue(reference.Name!);
        }

        Assert.Equal(needed.Order(), shipped.Keys.Order());
    }

    [Fact]
    public void The_core_folder_ships_our_own_assemblies_alone()
    {
        var core = Path.Combine(Path.GetDirectoryName(Tests.Engine.ModulePath)!, "Core");

        Assert.Equal(["Seedance.Client.dll", "Seedance.PowerShell.dll"], Directory.GetFiles(core, "*.dll").Select(Path.GetFileName).Order());
    }

    private static bool IsOfTheEngine(AssemblyName reference) => reference.Name == Engine && reference.Version <= EngineVersion;

    // .NET Framework gives its own version for each older one of its own names.
    private static bool IsOfNetFramework(AssemblyName reference) =>
        DesktopFolder.FindInNetFramework(reference.Name!) is { } own && reference.Version <= own.Name.Version
        && reference.GetPublicKeyToken().AsSpan().SequenceEqual(own.Name.GetPublicKeyToken());
}
