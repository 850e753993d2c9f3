using System.Text;
using System.Xml.Linq;

namespace Seedance.Pack;

/// <summary>
/// The entries of a module's NuGet package, as PowerShell galleries expect it: the module's files are at the root, not
/// in a lib folder.
/// </summary>
internal static class GalleryPackage
{
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd";
    private static readonly XNamespace Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Properties =
        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";

    /// <summary>The entries of the package.</summary>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="files">The module's files, by their path in it, with slashes.</param>
    public static IEnumerable<(string Name, byte[] Content)> Entries(
        ModuleManifest manifest, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        // Other tools use a random name, with which the package would not be reproducible.
        var propertiesName = $"package/services/metadata/core-properties/{manifest.Name}.psmdcp";
        var nuspecName = $"{manifest.Name}.nuspec";
        return
        [
            .. files,
            (nuspecName, Bytes(NuspecOf(manifest))),
            (propertiesName, Bytes(PropertiesOf(manifest))),
            ("_rels/.rels", Bytes(new XElement(
                Relationships + "Relationships",
                Relationship("R1", "http://schemas.microsoft.com/packaging/2010/07/manifest", nuspecName),
                Relationship(
                    "R2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                    propertiesName)))),
            ("[Content_Types].xml", Bytes(ContentTypesOf([.. files.Select(f => f.Name), nuspecName]))),
        ];
    }

    private static XElement NuspecOf(ModuleManifest manifest) => new(
        Nuspec + "package",
        new XElement(
            Nuspec + "metadata",
            Element("id", manifest.Name),
            Element("version", manifest.Version),
            Element("authors", manifest.Info.Author),
            Element("owners", manifest.Info.CompanyName),
            Element("requireLicenseAcceptance", "false"),
            Element("licenseUrl", manifest.Info.LicenseUri),
            Element("projectUrl", manifest.Info.ProjectUri),
            Element("iconUrl", manifest.Info.IconUri),
            Element("description", manifest.Info.Description),
            Element("releaseNotes", manifest.Info.ReleaseNotes),
            Element("copyright", manifest.Info.Copyright),
            Element("tags", string.Join(' ', manifest.Tags))));

    private static XElement PropertiesOf(ModuleManifest manifest) => new(
        Properties + "coreProperties",
        new XAttribute(XNamespace.Xmlns + "dc", DublinCore),
        new XElement(DublinCore + "creator", manifest.Info.Author),
        new XElement(DublinCore + "description", manifest.Info.Description),
        new XElement(DublinCore + "identifier", manifest.Name),
        new XElement(Properties + "version", manifest.Version),
        new XElement(Properties + "keywords", string.Join(' ', manifest.Tags)));

    private static XElement ContentTypesOf(IReadOnlyList<string> names) => new(
        ContentTypes + "Types",
        new XElement(ContentTypes + "Default", new XAttribute("Extension", "rels"),
            new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
        new XElement(ContentTypes + "Default", new XAttribute("Extension", "psmdcp"),
            new XAttribute("ContentType", "application/vnd.openxmlformats-package.core-properties+xml")),
        names.Select(n => Path.GetExtension(n).TrimStart('.')).Where(e => e.Length > 0).Distinct()
            .Order(StringComparer.Ordinal).Select(extension => new XElement(
                ContentTypes + "Default", new XAttribute("Extension", extension),
                new XAttribute("ContentType", "application/octet"))),
        names.Where(n => Path.GetExtension(n).Length == 0).Order(StringComparer.Ordinal).Select(name => new XElement(
            ContentTypes + "Override", new XAttribute("PartName", $"/{name}"),
            new XAttribute("ContentType", "application/octet"))));

    private static XElement Relationship(string id, string type, string target) => new(
        Relationships + "Relationship", new XAttribute("Type", type), new XAttribute("Target", $"/{target}"),
        new XAttribute("Id", id));

    private static XElement Element(string name, object value) => new(Nuspec + name, value);

    private static byte[] Bytes(XElement root) =>
        Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n");
}
