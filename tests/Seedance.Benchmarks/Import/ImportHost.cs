using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection.PortableExecutable;

namespace Seedance.Benchmarks.Import;

/// <summary>
/// The small console host that the import benchmark starts for each import: one engine, one Import-Module.
/// </summary>
internal static class ImportHost
{
    /// <summary>The argument that starts this program as the host.</summary>
    public const string Argument = "import-host";

    /// <summary>
    /// True when this program's engine has native code, as in pwsh. The engine of the NuGet package has none.
    /// </summary>
    public static bool IsEngineCompiledAhead()
    {
        using var image = new PEReader(File.OpenRead(typeof(PSObject).Assembly.Location));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    /// <summary>Prints the milliseconds of the import, and the names of the assemblies that it loaded.</summary>
    public static void Run(string manifest)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        // The first pipeline of a runspace includes work that does not belong to the import.
        using (var first = PowerShell.Create(runspace)) first.AddScript("Get-Module").Invoke();

        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", manifest)
            .AddParameter("ErrorAction", ActionPreference.Stop);
        var before = AppDomain.CurrentDomain.GetAssemblies();
        var clock = Stopwatch.StartNew();
        shell.Invoke();
        var elapsed = clock.Elapsed;
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Except(before).Select(a => a.GetName().Name);
        Console.WriteLine(
            $"{elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} {string.Join(',', loaded)}");
    }
}
