using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Seedance.Client.Tests.Architecture;

/// <summary>Checks the namespaces of the client library against the table of docs/architecture.md.</summary>
public sealed partial class LayerTests
{
    private static readonly System.Reflection.Assembly Library = typeof(SeedanceTask).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader().LoadAssemblies(Library).Build();

    private static readonly Dictionary<string, string[]> AllowedNamespaces = ReadTable();

    // A type and a part that it creates, in two files because of their size.
    private static readonly string[] AllowedPairs =
    [
        "Seedance.Reporting.HtmlReport and Seedance.Reporting.ReportRow",
        "Seedance.Saving.Naming.FileNameTemplate and Seedance.Saving.Naming.VideoFileName",
    ];

    public static TheoryData<string> Namespaces => [.. AllowedNamespaces.Keys];

    [Fact]
    public void The_table_lists_every_namespace() =>
        Assert.Equal(OwnTypes().Select(t => t.Namespace.FullName).Distinct().Order(), AllowedNamespaces.Keys.Order());

    [Theory]
    [MemberData(nameof(Namespaces))]
    public void A_namespace_uses_only_what_the_table_allows(string name)
    {
        var breaches =
            from type in OwnTypes()
            where type.Namespace.FullName == name
            from target in OwnDependencies(type)
            where target.Namespace.FullName != name && !AllowedNamespaces[name].Contains(target.Namespace.FullName)
            select $"{type.FullName} uses {target.FullName}";
        Assert.Empty(breaches.Distinct());
    }

    [Fact]
    public void No_two_types_depend_on_each_other()
    {
        var uses = OwnTypes().Select(t => Outermost(t.FullName)).Distinct()
            .ToDictionary(n => n, _ => new HashSet<string>());
        foreach (var type in OwnTypes())
            uses[Outermost(type.FullName)].UnionWith(OwnDependencies(type).Select(t => Outermost(t.FullName)));
        var pairs =
            from one in uses.Keys
            from other in uses[one]
            where string.CompareOrdinal(one, other) < 0 && uses[other].Contains(one)
            select $"{one} and {other}";
        Assert.Equal(AllowedPairs, pairs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_refers_to_PowerShell() =>
        Assert.DoesNotContain(
            Library.GetReferencedAssemblies(), a => a.Name!.Contains("Automation", StringComparison.Ordinal));

    [Fact]
    public void Every_file_lies_in_the_folder_of_its_namespace()
    {
        var root = Path.Combine(Repository(), "src", "Seedance.Client");
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (folder.StartsWith("obj", StringComparison.Ordinal)
                || folder.StartsWith("bin", StringComparison.Ordinal))
                continue;
            // The types of Model/ are visible to users, so they are in the root namespace.
            var expected = folder == "Model" ? "Seedance" : "Seedance." + folder.Replace('/', '.');
            var actual = NamespaceLine().Match(File.ReadAllText(file)).Groups[1].Value;
            Assert.True(expected == actual, $"{file} declares the namespace {actual}, not {expected}.");
        }
    }

    private static IEnumerable<IType> OwnTypes() => Code.Types.Where(IsOwn);

    private static IEnumerable<IType> OwnDependencies(IType type) =>
        type.Dependencies.Select(d => d.Target)
            .Where(t => IsOwn(t) && Outermost(t.FullName) != Outermost(type.FullName));

    private static bool IsOwn(IType type) =>
        type.Namespace.FullName.StartsWith("Seedance", StringComparison.Ordinal)
        && !type.FullName.Contains('<', StringComparison.Ordinal);

    // The name of the outermost type that contains a nested or generated type.
    private static string Outermost(string fullName) => fullName.Split('+', '/')[0].Split('`')[0];

    private static Dictionary<string, string[]> ReadTable()
    {
        var rows =
            from line in File.ReadLines(Path.Combine(Repository(), "docs", "architecture.md"))
            let cells = line.Split('|').Select(c => c.Trim()).ToArray()
            where cells.Length == 5 && cells[1].StartsWith("`Seedance", StringComparison.Ordinal)
            select (
                Name: cells[1].Trim('`'),
                Uses: CodeSpan().Matches(cells[3]).Select(m => m.Groups[1].Value).ToArray());
        return rows.ToDictionary(r => r.Name, r => r.Uses);
    }

    // Tests that were built for another system or copied have no sources beside them.
    private static string Repository() => typeof(LayerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Repository").Value!;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
