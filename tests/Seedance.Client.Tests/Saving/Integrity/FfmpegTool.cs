using System.Diagnostics;

namespace Seedance.Client.Tests.Saving.Integrity;

/// <summary>Runs ffmpeg and ffprobe where they are installed.</summary>
internal static class FfmpegTool
{
    /// <summary>Skips the test where one of the two is missing.</summary>
    public static void SkipIfMissing()
    {
        string[] tools = ["ffmpeg", "ffprobe"];
        string[] missing = [.. tools.Where(tool => !IsInstalled(tool))];
        Assert.SkipWhen(missing.Length > 0, $"{string.Join(" and ", missing)} not installed.");
    }

    /// <summary>Runs a tool and returns its output.</summary>
    public static async Task<string> RunAsync(
        string tool, string arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = Start(tool, arguments, folder);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool} {arguments}: {await errors}");
        return output;
    }

    private static bool IsInstalled(string tool)
    {
        try
        {
            using var process = Start(tool, "-version", Path.GetTempPath());
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string tool, string arguments, string folder) =>
        Process.Start(new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
