using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Seedance.PowerShell.Tests.Desktop;

/// <summary>
/// The assemblies for Windows PowerShell and those of .NET Framework 4.7.2, read without loading them.
/// </summary>
internal static class DesktopFolder
{
    public static string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(Engine.ModulePath)!, "Desktop");

    public static IReadOnlyList<AssemblyImage> Shipped { get; } =
        [.. Directory.GetFiles(Path, "*.dll").Order().Select(AssemblyImage.Read)];

    /// <summary>An assembly of .NET Framework 4.7.2; null when there is none of this name.</summary>
    public static AssemblyImage? FindInNetFramework(string name) =>
        new[] { NetFrameworkPath, System.IO.Path.Combine(NetFrameworkPath, "Facades") }
            .Select(folder => System.IO.Path.Combine(folder, name + ".dll")).Where(File.Exists)
            .Select(AssemblyImage.Read).FirstOrDefault();

    private static string NetFrameworkPath { get; } =
        typeof(DesktopFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "NetFrameworkPath").Value!;
}

/// <summary>The metadata of an assembly.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">Its name.</param>
/// <param name="References">The referenced assemblies.</param>
/// <param name="ReferencedTypes">The top-level types of other assemblies that it uses: assembly and full name.</param>
/// <param name="Types">Its top-level types, including forwarded ones.</param>
internal sealed record AssemblyImage(
    string Path, AssemblyName Name, IReadOnlyList<AssemblyName> References,
    IReadOnlyList<(string Assembly, string Type)> ReferencedTypes, IReadOnlySet<string> Types)
{
    public static AssemblyImage Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        string FullName(StringHandle space, StringHandle name) =>
            $"{metadata.GetString(space)}.{metadata.GetString(name)}";
        return new AssemblyImage(
            path,
            metadata.GetAssemblyDefinition().GetAssemblyName(),
            [.. metadata.AssemblyReferences.Select(r => metadata.GetAssemblyReference(r).GetAssemblyName())],
            [
                .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                    .Where(t => t.ResolutionScope.Kind == HandleKind.AssemblyReference)
                    .Select(t => (
                        metadata.GetAssemblyReference((AssemblyReferenceHandle)t.ResolutionScope)
                            .GetAssemblyName().Name!,
                        FullName(t.Namespace, t.Name))),
            ],
            metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(t => !t.IsNested)
                .Select(t => FullName(t.Namespace, t.Name))
                .Concat(
                    metadata.ExportedTypes.Select(metadata.GetExportedType).Select(t => FullName(t.Namespace, t.Name)))
                .ToHashSet());
    }
}
