using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using Seedance.Pack;
using Seedance.PowerShell.Tests.Desktop;

namespace Seedance.PowerShell.Tests.Packaging;

/// <summary>The package has the layout of PowerShell galleries, one version number and reproducible bytes.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string Module = Path.GetDirectoryName(Engine.ModulePath)!;

    private readonly string _folder = Directory.CreateTempSubdirectory("seedance-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_copies_in_two_folders_give_the_same_bytes()
    {
        var first = Pack(Copy("first", DateTime.UnixEpoch.AddYears(40)), "1");
        var second = Pack(Copy("a/longer/second", DateTime.UnixEpoch.AddYears(50)), "2");

        Assert.Equal(3, first.Count);
        Assert.All(
            first.Zip(second), pair => Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second)));
    }

    [Fact]
    public void The_package_has_the_files_of_the_module_at_its_root()
    {
        using var package = OpenPackage();

        var expected = ModuleFiles().Concat(
        [
            "Seedance.nuspec", "_rels/.rels", "[Content_Types].xml",
            "package/services/metadata/core-properties/Seedance.psmdcp",
        ]);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            package.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
        Assert.All(
            package.Entries.Where(e => e.FullName is "[Content_Types].xml" or "_rels/.rels"),
            e => Assert.NotNull(Read(e).Root));
    }

    [Fact]
    public void Each_part_of_the_package_has_a_content_type()
    {
        using var package = OpenPackage();
        var types = Read(package.GetEntry("[Content_Types].xml")!).Root!.Elements().ToArray();
        var extensions = types.Attributes("Extension").Select(a => a.Value).ToArray();
        var names = types.Attributes("PartName").Select(a => a.Value).ToArray();

        Assert.All(package.Entries.Where(e => e.FullName != "[Content_Types].xml"), e => Assert.True(
            extensions.Contains(Path.GetExtension(e.FullName).TrimStart('.')) || names.Contains($"/{e.FullName}"),
            e.FullName));
        Assert.Equal(extensions.Distinct(), extensions);
    }

    [Fact]
    public void The_nuspec_has_the_metadata_of_the_manifest_and_the_tags()
    {
        using var package = OpenPackage();
        var metadata = Read(package.GetEntry("Seedance.nuspec")!).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;

        var manifest = ModuleManifest.Read(Engine.ModulePath);
        Assert.Equal("Seedance", Value("id"));
        Assert.Equal(manifest.Version, Value("version"));
        Assert.Equal(manifest.Info.Description, Value("description"));
        Assert.Equal(manifest.Info.LicenseUri.AbsoluteUri, Value("licenseUrl"));
        Assert.Equal(manifest.Info.ProjectUri.AbsoluteUri, Value("projectUrl"));
        Assert.Equal(manifest.Info.IconUri.AbsoluteUri, Value("iconUrl"));
        var tags = Value("tags").Split(' ');
        Assert.Superset(
            new HashSet<string>
            {
                "PSModule", "PSEdition_Core", "PSEdition_Desktop", "PSIncludes_Cmdlet", "PSCmdlet_Get-SeedanceTask",
                "PSCmdlet_Wait-SeedanceTask", "PSCmdlet_Save-SeedanceVideo", "PSCommand_Save-SeedanceVideo",
            },
            tags.ToHashSet());
        Assert.Equal(tags.Distinct(), tags);
    }

    [Fact]
    public void The_checksums_are_those_of_the_files()
    {
        var files = Pack(Module, "out");

        var sums = File.ReadAllLines(files[2]).Select(line => line.Split("  ")).ToArray();
        Assert.Equal(files.Take(2).Select(Path.GetFileName), sums.Select(s => s[1]));
        Assert.All(
            sums,
            s => Assert.Equal(
                Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, "out", s[1])))),
                s[0]));
    }

    [Fact]
    public void The_zip_extracts_into_a_folder_of_the_module_path()
    {
        var modules = Path.Combine(_folder, "modules");
        ZipFile.ExtractToDirectory(Pack(Module, "out")[1], modules);

        var unpacked = ModuleManifest.Read(
            Assert.Single(Directory.GetFiles(modules, "Seedance.psd1", SearchOption.AllDirectories)));

        Assert.Equal(Path.Combine(modules, "Seedance", unpacked.Info.Version.ToString()), unpacked.Info.ModuleBase);
        Assert.Equal(5, unpacked.Info.ExportedCmdlets.Count);
    }

    [Theory]
    [InlineData("beta1", "0.1.0-beta1")]
    [InlineData("-rc2", "0.1.0-rc2")]
    public void A_prerelease_of_the_manifest_is_part_of_the_version(string prerelease, string version)
    {
        var module = Copy("prerelease", DateTime.UnixEpoch.AddYears(40));
        var manifest = Path.Combine(module, "Seedance.psd1");
        var text = File.ReadAllText(manifest)
            .Replace("PSData = @{", $"PSData = @{{ Prerelease = '{prerelease}'", StringComparison.Ordinal);
        File.WriteAllText(
            manifest,
            System.Text.RegularExpressions.Regex.Replace(text, "ModuleVersion = '.*'", "ModuleVersion = '0.1.0'"));

        var files = Pack(module, "out");

        Assert.Equal([$"Seedance.{version}.nupkg", $"Seedance.{version}.zip"], files.Take(2).Select(Path.GetFileName));
    }

    [Fact]
    public void The_assemblies_have_the_version_of_the_manifest()
    {
        var version = ModuleManifest.Read(Engine.ModulePath).Info.Version;

        Assert.All(
            DesktopFolder.Shipped.Where(a => a.Name.Name!.StartsWith("Seedance.", StringComparison.Ordinal)),
            a => Assert.Equal(version, new Version(a.Name.Version!.ToString(3))));
    }

    [Fact]
    public void Each_third_party_library_is_named_in_the_notices()
    {
        var notices = File.ReadAllText(Path.Combine(Module, "THIRD-PARTY-NOTICES.txt"));

        Assert.All(
            DesktopFolder.Shipped.Where(a => !a.Name.Name!.StartsWith("Seedance.", StringComparison.Ordinal)),
            a => Assert.Contains($"{a.Name.Name}.dll", notices, StringComparison.Ordinal));
    }

    private IReadOnlyList<string> Pack(string module, string output) =>
        Packing.Write(module, Path.Combine(_folder, output));

    private ZipArchive OpenPackage() => ZipFile.OpenRead(Pack(Module, "out")[0]);

    private static XDocument Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return XDocument.Load(stream);
    }

    private static IEnumerable<string> ModuleFiles() => Directory.GetFiles(Module, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Module, f).Replace('\\', '/'));

    private string Copy(string name, DateTime time)
    {
        var target = Path.Combine(_folder, name);
        // In another order than on disk.
        foreach (var file in ModuleFiles().OrderDescending(StringComparer.Ordinal))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Module, file), copy);
            File.SetLastWriteTimeUtc(copy, time);
        }

        return target;
    }
}
