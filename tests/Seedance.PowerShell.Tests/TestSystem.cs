namespace Seedance.PowerShell.Tests;

/// <summary>What this system lacks, for the Skip of an attribute.</summary>
public static class TestSystem
{
    /// <summary>True on Linux, which has /proc.</summary>
    public static bool IsLinux => OperatingSystem.IsLinux();

    /// <summary>True on Windows, where symbolic links need a privilege.</summary>
    public static bool IsWindows => OperatingSystem.IsWindows();

    /// <summary>True where a small file system may be mounted.</summary>
    public static bool MayMount => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;
}
