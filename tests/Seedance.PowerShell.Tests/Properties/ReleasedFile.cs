using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Seedance.PowerShell.Tests.Properties;

/// <summary>
/// Reads files that another thread may still hold locked: after a stop, a download closes its files a moment later.
/// </summary>
internal static class ReleasedFile
{
    private const int ReadOnly = 0;
    private const int SharedLock = 1;

    /// <summary>The text of a file once it is released; empty when it is deleted by then.</summary>
    public static string ReadText(string path)
    {
        // .NET locks files on Unix by flock(2), which can be waited for. On Windows there is nothing to wait for:
        // what is still open there is left out.
        if (!OperatingSystem.IsWindows()) WaitForRelease(path);
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return "";
        }
    }

    private static void WaitForRelease(string path)
    {
        var file = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (file < 0) return;
        try
        {
            if (Lock(file, SharedLock) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(file);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Lock(int file, int operation);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int file);
}
