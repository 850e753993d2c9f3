using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Seedance.Pack;

/// <summary>The manifest of a built module, as PowerShell reads it.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="Version">In the form of package versions: <c>1.2.3</c> or <c>1.2.3-beta1</c>.</param>
/// <param name="Info">All other values.</param>
internal sealed record ModuleManifest(string Name, string Version, PSModuleInfo Info)
{
    /// <exception cref="InvalidOperationException">It is not valid; for example, a file is missing.</exception>
    public static ModuleManifest Read(string path)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        var info = shell.AddCommand("Test-ModuleManifest").AddParameter("Path", path).Invoke<PSModuleInfo>()
            .SingleOrDefault();
        if (info is null || shell.HadErrors)
            throw new InvalidOperationException(
                $"{path} is not a valid manifest: {string.Join(" ", shell.Streams.Error)}");
        var data = (info.PrivateData as Hashtable)?["PSData"] as Hashtable;
        var prerelease = data?["Prerelease"] as string;
        return new ModuleManifest(
            info.Name,
            string.IsNullOrEmpty(prerelease) ? $"{info.Version}" : $"{info.Version}-{prerelease.TrimStart('-')}",
            info);
    }

    /// <summary>
    /// The manifest's tags, and those that state the type, the editions and the commands to galleries.
    /// </summary>
    public IReadOnlyList<string> Tags =>
    [
        .. Info.Tags
            .Concat(["PSModule"])
            .Concat(Info.CompatiblePSEditions.Select(e => $"PSEdition_{e}"))
            .Concat(["PSIncludes_Cmdlet"])
            .Concat(
                Info.ExportedCmdlets.Keys.Order(StringComparer.Ordinal)
                    .SelectMany(c => new[] { $"PSCmdlet_{c}", $"PSCommand_{c}" }))
            .Distinct(),
    ];
}
