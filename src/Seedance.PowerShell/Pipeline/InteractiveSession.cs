namespace Seedance.PowerShell.Pipeline;

/// <summary>Whether a person looks at the screen: only then are progress bars worth their cost.</summary>
internal static class InteractiveSession
{
    /// <summary>By what this process was started with and where its output goes.</summary>
    public static bool IsPresent(string hostName) =>
        IsPresent(hostName, Environment.GetCommandLineArgs(), Environment.UserInteractive, IsOutputRedirected());

    /// <summary>The rule itself.</summary>
    /// <param name="hostName">The PowerShell host's name.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="isUserInteractive">False for services.</param>
    /// <param name="isOutputRedirected">Whether the console's output goes to a file or a pipe.</param>
    public static bool IsPresent(string hostName, IReadOnlyList<string> arguments, bool isUserInteractive, bool isOutputRedirected)
    {
        if (!isUserInteractive) return false;
        // Another host draws its progress itself, or hands it to somebody who does.
        return hostName != "ConsoleHost" || !(isOutputRedirected || arguments.Any(IsNonInteractive));
    }

    // As pwsh reads it: -NonInteractive may be shortened down to -noni, with one dash or two or a slash.
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
