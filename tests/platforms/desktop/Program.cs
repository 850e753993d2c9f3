using System.Reflection;
using Seedance.PowerShell.Desktop;

namespace Seedance.DesktopCheck;

/// <summary>
/// DesktopCheck.exe BASE-URL FOLDER: prints a line for each check, and the numbers of passed and failed checks.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var own = new OwnAssemblies(AppDomain.CurrentDomain.BaseDirectory);
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
            own.Find(new AssemblyName(request.Name), request.RequestingAssembly?.Location) is { } path
                ? Assembly.LoadFrom(path)
                : null;
        return await RunAsync(args);
    }

    private static async Task<int> RunAsync(string[] args)
    {
        using var service = new EmulatedService(new Uri(args[0]));
        var (passed, failed) = (0, 0);
        foreach (var (name, run) in new Checks(service, args[1]).All())
        {
            try
            {
                await run();
                passed++;
                Console.WriteLine($"passed: {name}");
            }
#pragma warning disable CA1031 // Any exception is the result of a check.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed++;
                Console.WriteLine($"FAILED: {name}: {e}");
            }
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }
}
