using System.Diagnostics;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>A file system of a few megabytes; tests are skipped where it cannot be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <summary>The reason of a test that is skipped where <see cref="TestSystem.MayMount"/> is false.</summary>
    public const string Reason = "Mounting a small tmpfs needs root on Linux.";

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder), "a tmpfs cannot be mounted here");
        return new SmallDisk(folder);
    }

    public void Resize(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", _folder));

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _folder));

    public void Dispose() => Run("umount", _folder);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
