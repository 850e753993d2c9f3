using System.Reflection;

namespace Seedance.PowerShell.Desktop;

/// <summary>
/// The assemblies in the module's folder. Windows PowerShell has no binding redirects for a module, so that a reference
/// to System.Memory 4.0.1.1 does not resolve to the 4.0.1.2 in the folder. This class finds the file for such a
/// reference. It returns only files of the folder, and only for references of assemblies of the folder: other modules
/// are not affected.
/// </summary>
internal sealed class OwnAssemblies(string folder)
{
    private readonly string _folder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);

    /// <summary>The file for a reference; null when the module does not resolve it.</summary>
    /// <param name="wanted">The referenced assembly.</param>
    /// <param name="requestingLocation">The file of the referencing assembly; null or empty when unknown.</param>
    public string? Find(AssemblyName wanted, string? requestingLocation)
    {
        if (string.IsNullOrEmpty(requestingLocation) || !IsInFolder(requestingLocation!)) return null;
        var path = Path.Combine(_folder, wanted.Name + ".dll");
        if (!IsInFolder(path) || !File.Exists(path)) return null;
        var own = AssemblyName.GetAssemblyName(path);
        return own.Version >= (wanted.Version ?? new Version()) && HasTokenOf(own, wanted) ? path : null;
    }

    private bool IsInFolder(string path) =>
        string.Equals(Path.GetDirectoryName(path), _folder, StringComparison.OrdinalIgnoreCase);

    private static bool HasTokenOf(AssemblyName own, AssemblyName wanted) =>
        wanted.GetPublicKeyToken() is not { Length: > 0 } token || token.SequenceEqual(own.GetPublicKeyToken() ?? []);
}
