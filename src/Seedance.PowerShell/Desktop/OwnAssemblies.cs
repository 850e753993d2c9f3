using System.Reflection;

namespace Seedance.PowerShell.Desktop;

/// <summary>
/// The assemblies beside the module. Windows PowerShell has no binding redirects for a module's libraries, so that one
/// which asks for System.Memory 4.0.1.1 does not get the 4.0.1.2 beside it. This says which file serves a request: its
/// own files alone, and those for requests of its own files alone, as another module's libraries are not its business.
/// </summary>
internal sealed class OwnAssemblies(string folder)
{
    private readonly string _folder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);

    /// <summary>The file that serves a request; null when it is for others to serve.</summary>
    /// <param name="wanted">The assembly that is asked for.</param>
    /// <param name="requestingLocation">
    /// The file of the assembly that asks; null or empty when that is not known.
    /// </param>
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
