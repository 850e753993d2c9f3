using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seedance.Pack;

/// <summary>
/// The software bill of materials of a built module, in <c>_manifest/</c> of its folder: SPDX 2.2, made by Microsoft's
/// sbom-tool, which .config/dotnet-tools.json names. The same sources give the same bytes.
/// </summary>
internal static partial class Sbom
{
    private const string Supplier = "Seedance for PowerShell contributors";
    private const string Namespace = "https://github.com/seedance-powershell/seedance-powershell";

    // The time of all files in the packages, too.
    private const string Time = "1980-01-01T00:00:00Z";

    private static readonly JsonSerializerOptions Json =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the bill of materials into the folder of the module.</summary>
    /// <param name="root">The repository; its restored packages are the components.</param>
    /// <param name="moduleFolder">The built module.</param>
    /// <param name="version">The version of the module.</param>
    /// <exception cref="InvalidOperationException">The tool failed.</exception>
    public static void Write(string root, string moduleFolder, string version)
    {
        var folder = Path.Combine(moduleFolder, "_manifest");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Run(root, "tool", "restore");
        // The namespace is fixed by its last part, which is random otherwise.
        Run(
            root, "tool", "run", "sbom-tool", "generate", "-b", moduleFolder, "-bc", Path.Combine(root, "src"),
            "-pn", "Seedance", "-pv", version, "-ps", Supplier, "-nsb", Namespace, "-nsu", version, "-gt", Time,
            "-D", "true", "-V", "Error");
        var path = Path.Combine(folder, "spdx_2.2", "manifest.spdx.json");
        File.WriteAllText(path, Reproducible(File.ReadAllText(path)));
        File.WriteAllText(path + ".sha256", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }

    /// <summary>
    /// The document with its lists in the order of their content, which the tool writes in any order, and without the
    /// tag ids that it makes anew each time.
    /// </summary>
    /// <param name="document">A JSON document.</param>
    public static string Reproducible(string document) =>
        Sorted(JsonNode.Parse(RandomTag().Replace(document, ""))!).ToJsonString(Json) + "\n";

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonArray list => new JsonArray(
            [.. list.Select(i => Sorted(i!)).OrderBy(i => i.ToJsonString(), StringComparer.Ordinal)]),
        JsonObject members => new JsonObject(
            members.Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : Sorted(m.Value)))),
        _ => node.DeepClone(),
    };

    [GeneratedRegex(@"\?tag_id=[0-9a-f-]{36}")]
    private static partial Regex RandomTag();

    private static void Run(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        // The tool is built for .NET 8.
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }
}
