using System.Reflection;
using Seedance.PowerShell.Desktop;

namespace Seedance.PowerShell.Tests.Desktop;

/// <summary>
/// In Windows PowerShell, every reference of Desktop/ resolves to a sufficient version there or in .NET Framework
/// 4.7.2.
/// </summary>
public sealed class DesktopClosureTests
{
    // The assembly of Windows PowerShell; its version is 3.0 since PowerShell 3.0.
    private const string Engine = "System.Management.Automation";
    private static readonly Version EngineVersion = new(3, 0, 0, 0);

    [Fact]
    public void Each_reference_resolves_including_its_version()
    {
        var resolver = new OwnAssemblies(DesktopFolder.Path);
        var unresolved =
            from assembly in DesktopFolder.Shipped
            from reference in assembly.References
            where !IsOfTheEngine(reference) && !IsOfNetFramework(reference)
                && resolver.Find(reference, assembly.Path) is null
            select $"{assembly.Name.Name} needs {reference.FullName}";

        Assert.NotEmpty(DesktopFolder.Shipped);
        Assert.Empty(unresolved);
    }

    [Fact]
    public void Each_type_of_another_assembly_exists()
    {
        var shipped = DesktopFolder.Shipped.ToDictionary(a => a.Name.Name!);
        var missing =
            from assembly in DesktopFolder.Shipped
            from types in assembly.ReferencedTypes.Where(t => t.Assembly != Engine)
                .GroupBy(t => t.Assembly, t => t.Type)
            let provider = shipped.GetValueOrDefault(types.Key) ?? DesktopFolder.FindInNetFramework(types.Key)
            from type in types
            where provider?.Types.Contains(type) != true
            select $"{assembly.Name.Name} needs {type} of {types.Key}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Only_required_assemblies_are_shipped()
    {
        var needed = new HashSet<string> { "Seedance.PowerShell" };
        var shipped = DesktopFolder.Shipped.ToDictionary(a => a.Name.Name!);
        var queue = new Queue<string>(needed);
        while (queue.TryDequeue(out var name))
        {
            var references = shipped[name].References;
            foreach (var reference in references.Where(r => shipped.ContainsKey(r.Name!) && needed.Add(r.Name!)))
                queue.Enqueue(reference.Name!);
        }

        Assert.Equal(needed.Order(), shipped.Keys.Order());
    }

    [Fact]
    public void The_Core_folder_contains_only_assemblies_of_the_module()
    {
        var core = Path.Combine(Path.GetDirectoryName(Tests.Engine.ModulePath)!, "Core");

        Assert.Equal(
            ["Seedance.Client.dll", "Seedance.PowerShell.dll"],
            Directory.GetFiles(core, "*.dll").Select(Path.GetFileName).Order());
    }

    private static bool IsOfTheEngine(AssemblyName reference) =>
        reference.Name == Engine && reference.Version <= EngineVersion;

    // .NET Framework redirects older versions of its assemblies to its own version.
    private static bool IsOfNetFramework(AssemblyName reference) =>
        DesktopFolder.FindInNetFramework(reference.Name!) is { } own && reference.Version <= own.Name.Version
        && reference.GetPublicKeyToken().AsSpan().SequenceEqual(own.Name.GetPublicKeyToken());
}
