using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Seedance.PowerShell.Pipeline;

/// <summary>The User-Agent of the module: <c>Seedance-PowerShell/VERSION (PowerShell VERSION; OS)</c>.</summary>
internal static class UserAgent
{
    /// <summary>The value for a session.</summary>
    public static string Of(SessionState session)
    {
        var table = session.PSVariable.GetValue("PSVersionTable") as Hashtable;
        return Format(ModuleVersion, table?["PSVersion"]?.ToString() ?? "unknown", OperatingSystem);
    }

    private static string ModuleVersion => typeof(UserAgent).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    // The number alone: the full description of a Linux kernel identifies the machine.
    private static string OperatingSystem =>
        $"{Platform} {Environment.OSVersion.Version.ToString(3)}";

    private static string Platform =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Windows"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macOS"
        : RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? "Linux"
        : "Unix";

    private static string Format(string module, string powerShell, string system) =>
        $"Seedance-PowerShell/{Token(module)} (PowerShell {Token(powerShell)}; {system})";

    // A version is a token (RFC 9110, 5.6.2), which has neither blanks nor parentheses.
    private static string Token(string version) =>
        new([.. version.Where(c => c < 128 && (char.IsLetterOrDigit(c) || c is '.' or '-' or '+'))]);
}
