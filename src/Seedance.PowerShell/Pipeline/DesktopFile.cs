using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Opens files in the program that the user's desktop has for them.</summary>
internal static class DesktopFile
{
    private static readonly string[] DisplayVariables = ["DISPLAY", "WAYLAND_DISPLAY"];

    /// <summary>Opens a file.</summary>
    /// <returns>False where there is no desktop, or no program for the file.</returns>
    public static bool TryOpen(string path)
    {
        if (!HasDesktop()) return false;
        try
        {
            Process.Start(new ProcessStartInfo(path) { UseShellExecute = true })?.Dispose();
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    // Services, containers and sessions over SSH have none.
    private static bool HasDesktop() => RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
        ? Array.Exists(DisplayVariables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
        : Environment.UserInteractive;
}
