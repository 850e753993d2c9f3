using System.Diagnostics;
using System.Reflection;
using Seedance.Pack;

// dotnet run --project tools/Seedance.Pack [-- [--release] [--build-only | --bill-only | --pack-only] [FOLDER]]
// Builds the module for release into artifacts/module, adds its bill of materials, and packs it into FOLDER, by default
// artifacts/package. Each step can be run alone: after --build-only the files can be signed, after --bill-only the
// catalog can be made. --release demands that the changelog has the version as its newest one.
var root = typeof(Packing).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(a => a.Key == "RootPath").Value!;
var folder = args.FirstOrDefault(a => !a.StartsWith('-')) ?? Path.Combine(root, "artifacts", "package");
var module = Path.GetFullPath(Path.Combine(root, "artifacts", "module", "Seedance"));
var manifest = Path.Combine(module, "Seedance.psd1");

var only = Array.Find(args, a => a.EndsWith("-only", StringComparison.Ordinal));
if (only is null or "--build-only")
{
    // Files of an earlier build must not be packed.
    if (Directory.Exists(module)) Directory.Delete(module, recursive: true);
    using var build = Process.Start(
        "dotnet",
        [
            "build", Path.Combine(root, "src", "Seedance.PowerShell"), "--configuration", "Release",
            $"-property:ModuleOutputPath={module}/",
        ]);
    await build.WaitForExitAsync();
    if (build.ExitCode != 0) return build.ExitCode;
}

if (only == "--build-only") return 0;

var version = ModuleManifest.Read(manifest).Version;
// After the signatures, because it has the checksums of the files; before the catalog, which covers it.
if (only is null or "--bill-only") Sbom.Write(root, module, version);
if (only == "--bill-only") return 0;

foreach (var file in Packing.Write(module, Path.GetFullPath(folder))) Console.WriteLine(file);
var notes = Path.Combine(Path.GetFullPath(folder), "RELEASE-NOTES.md");
var changelog = File.ReadAllText(Path.Combine(root, "CHANGELOG.md"));
File.WriteAllText(notes, ReleaseNotes.Of(changelog, version, args.Contains("--release")) + "\n");
Console.WriteLine(notes);
return 0;
