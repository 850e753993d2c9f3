using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Seedance.Benchmarks.Import;

/// <summary>Import-Module in new processes, in turns with an empty binary module.</summary>
internal static class ImportBenchmark
{
    private const int Repeats = 10;

    public static async Task RunAsync()
    {
        var engine = ImportHost.IsEngineCompiledAhead()
            ? "engine with native code, as in pwsh"
            : "engine of the NuGet package, without native code";
        await CompareAsync(engine, manifest => [Environment.ProcessPath!, ImportHost.Argument, manifest]);
        if (await RunAsync(InPwsh(BuiltModule.Manifest("EmptyModulePath"))) is null)
            Console.WriteLine("\npwsh is not installed: its import was not measured.");
        else
            await CompareAsync("pwsh", InPwsh);
    }

    private static async Task CompareAsync(string engine, Func<string, string[]> commandLine)
    {
        (string Name, string[] CommandLine, List<double> Times)[] modules =
        [
            ("empty binary module", commandLine(BuiltModule.Manifest("EmptyModulePath")), []),
            ("Seedance", commandLine(BuiltModule.Manifest("ModulePath")), []),
        ];
        var loaded = new string[modules.Length];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            for (var i = 0; i < modules.Length; i++)
            {
                var line = await RunAsync(modules[i].CommandLine)
                    ?? throw new InvalidOperationException("The host did not start.");
                modules[i].Times.Add(double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));
                loaded[i] = line[line.IndexOf(' ', StringComparison.Ordinal)..].Trim()
                    .Replace(",", ", ", StringComparison.Ordinal);
            }
        }

        var peer = Median(modules[0].Times);
        Table.Print(
            $"Import-Module in {Repeats} fresh processes each: {engine}",
            ["module", "best, ms", "median, ms", "on top of the empty one, ms", "assemblies loaded"],
            modules.Select((m, i) => (string[])
                [m.Name, $"{m.Times.Min():F1}", $"{Median(m.Times):F1}", $"{Median(m.Times) - peer:F1}", loaded[i]]));
    }

    private static string[] InPwsh(string manifest) =>
    [
        "pwsh", "-NoProfile", "-NonInteractive", "-Command",
        $$"""
        $null = Get-Module
        $before = [AppDomain]::CurrentDomain.GetAssemblies()
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Import-Module '{{manifest}}' -ErrorAction Stop
        $elapsed = $clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
        $loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_ -notin $before } |
            ForEach-Object { $_.GetName().Name }
        "$elapsed $($loaded -join ',')"
        """,
    ];

    /// <returns>The last line that it printed; null when there is no such program.</returns>
    private static async Task<string?> RunAsync(string[] commandLine)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(commandLine[0], commandLine[1..])
            {
                RedirectStandardOutput = true,
            })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{commandLine[0]} ended with {process.ExitCode}.");
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
