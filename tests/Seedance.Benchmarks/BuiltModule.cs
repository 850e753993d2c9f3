using System.Reflection;

namespace Seedance.Benchmarks;

/// <summary>Where the build left what is measured.</summary>
internal static class BuiltModule
{
    /// <param name="key">ModulePath, or EmptyModulePath for the peer.</param>
    /// <returns>The path of a manifest.</returns>
    public static string Manifest(string key) =>
        typeof(BuiltModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
