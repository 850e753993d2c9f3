using System.Diagnostics;
using System.Reflection;
using Seedance.Pack;

// dotnet run --project tools/Seedance.Pack [-- FOLDER]
// Builds the module for release, into a folder of its own, and packs it into FOLDER, by default artifacts/package.
var root = typeof(Packing).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RootPath").Value!;
var output = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine(root, "artifacts", "package"));
var module = Path.GetFullPath(Path.Combine(root, "artifacts", "module", "Seedance"));

// What an earlier build left must not get in.
if (Directory.Exists(module)) Directory.Delete(module, recursive: true);
using var build = Process.Start(
    "dotnet",
    ["build", Path.Combine(root, "src", "Seedance.PowerShell"), "--configuration", "Release", $"-property:ModuleOutputPath={module}/"]);
await build.WaitForExitAsync();
if (build.ExitCode != 0) return build.ExitCode;

foreach (var file in Packing.Write(module, output)) Console.WriteLine(file);
return 0;
