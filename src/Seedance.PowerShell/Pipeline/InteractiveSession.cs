namespace Seedance.PowerShell.Pipeline;

/// <summary>Tells whether the session is interactive. Progress bars are written only then.</summary>
internal static class InteractiveSession
{
    /// <summary>Decides by the command line of this process and by the target of its output.</summary>
    public static bool IsPresent(string hostName) =>
        IsPresent(hostName, Environment.GetCommandLineArgs(), Environment.UserInteractive, IsOutputRedirected());

    /// <summary>The rule itself.</summary>
    /// <param name="hostName">The PowerShell host's name.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="isUserInteractive">False for services.</param>
    /// <param name="isOutputRedirected">Whether the console's output goes to a file or a pipe.</param>
    public static bool IsPresent(
        string hostName, IReadOnlyList<string> arguments, bool isUserInteractive, bool isOutputRedirected)
    {
        if (!isUserInteractive) return false;
        // Other hosts show progress themselves or forward it.
        return hostName != "ConsoleHost" || !(isOutputRedirected || arguments.Any(IsNonInteractive));
    }

    // As pwsh parses it: -NonInteractive, abbreviated down to -noni, with one or two dashes or a slash.
    private static bool IsNonInteractive(string argument)
    {
        var name = argument.TrimStart('-', '/');
        return name.Length >= 4 && name.Length < argument.Length
            && "noninteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOutputRedirected()
    {
        try
        {
            return Console.IsOutputRedirected;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
