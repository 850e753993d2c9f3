using System.Security.Cryptography;

namespace Seedance.Pack;

/// <summary>Packs a built module for publication: the package, the zip archive and their checksums.</summary>
internal static class Packing
{
    /// <summary>Writes <c>Seedance.VERSION.nupkg</c>, <c>Seedance.VERSION.zip</c> and <c>SHA256SUMS</c>.</summary>
    /// <param name="moduleFolder">The built module.</param>
    /// <param name="outputFolder">Created if it is missing; other files in it are kept.</param>
    /// <returns>The paths of the three files.</returns>
    public static IReadOnlyList<string> Write(string moduleFolder, string outputFolder)
    {
        var manifest = ModuleManifest.Read(Path.Combine(moduleFolder, "Seedance.psd1"));
        (string Name, byte[] Content)[] files =
        [
            .. Directory.GetFiles(moduleFolder, "*", SearchOption.AllDirectories)
                .Select(f => (Path.GetRelativePath(moduleFolder, f).Replace('\\', '/'), File.ReadAllBytes(f))),
        ];

        Directory.CreateDirectory(outputFolder);
        var package = Path.Combine(outputFolder, $"{manifest.Name}.{manifest.Version}.nupkg");
        ReproducibleZip.Write(package, GalleryPackage.Entries(manifest, files));
        // Can be unpacked in any folder of PSModulePath: with NAME/VERSION, several versions can be installed.
        var zip = Path.Combine(outputFolder, $"{manifest.Name}.{manifest.Version}.zip");
        ReproducibleZip.Write(zip, files.Select(f => ($"{manifest.Name}/{manifest.Info.Version}/{f.Name}", f.Content)));

        // The format that sha256sum --check reads.
        var sums = Path.Combine(outputFolder, "SHA256SUMS");
        File.WriteAllText(sums, string.Concat(new[] { package, zip }.Select(
            f => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}  {Path.GetFileName(f)}\n")));
        return [package, zip, sums];
    }
}
