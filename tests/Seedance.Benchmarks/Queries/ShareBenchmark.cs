using System.ComponentModel;
using System.Diagnostics;
using Seedance.Emulator;

namespace Seedance.Benchmarks.Queries;

/// <summary>
/// Eight processes of pwsh with one account: what they reach of its rate limit, and how many of their requests are
/// refused, with and without -RequestShare.
/// </summary>
internal static class ShareBenchmark
{
    private const int Processes = 8;
    private const int RequestsPerSecond = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync()
    {
        var rows = new List<string[]>();
        foreach (var share in (string?[])[null, "1/8", $"1/8 of {RequestsPerSecond}"])
        {
            if (await MeasureAsync(share) is not { } result)
            {
                Console.WriteLine("pwsh is not installed: the share of several processes was not measured.");
                return;
            }

            var (requests, refused) = result;
            rows.Add(
            [
                share ?? "none", $"{requests:N0}", $"{(double)refused / requests:P1}",
                $"{(requests - refused) / (RequestsPerSecond * Duration.TotalSeconds):P1}",
            ]);
        }

        Table.Print(
            $"{Processes} processes, one limit of {RequestsPerSecond} requests per second, {Duration.TotalSeconds} s",
            ["-RequestShare", "requests", "answered 429", "successful, of the limit"], rows);
    }

    private static async Task<(int Requests, int Refused)?> MeasureAsync(string? share)
    {
        await using var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { RequestsPerSecond = RequestsPerSecond });
        emulator.Add(new EmulatedTask("a"));
        var processes = new List<Process>();
        try
        {
            for (var i = 0; i < Processes; i++) processes.Add(Start(emulator.BaseUri, share));
            // All have imported the module before the first request of the measurement.
            foreach (var process in processes) await process.StandardOutput.ReadLineAsync();
            foreach (var process in processes) process.StandardInput.WriteLine();
            await emulator.WaitForRequestsAsync(_ => true);
            await Task.Delay(Duration);
            return (emulator.Requests.Count, emulator.RequestsAboveLimit);
        }
        catch (Win32Exception)
        {
            return null;
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }
    }

    private static Process Start(Uri baseUri, string? share) => Process.Start(new ProcessStartInfo(
        "pwsh",
        [
            "-NoProfile", "-NonInteractive", "-Command",
            $$"""
            Import-Module '{{BuiltModule.Manifest("ModulePath")}}' -ErrorAction Stop
            $ids = @('a') * 1000
            'ready'
            $null = [Console]::ReadLine()
            while ($true) { $null = $ids | Get-SeedanceTask -MaximumRetryCount 100 }
            """,
        ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment =
        {
            ["SEEDANCE_BASE_URI"] = baseUri.AbsoluteUri,
            ["SEEDANCE_API_KEY"] = "emulator-key",
            ["SEEDANCE_REQUEST_SHARE"] = share,
        },
    })!;
}
