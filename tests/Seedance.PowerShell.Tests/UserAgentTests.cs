namespace Seedance.PowerShell.Tests;

/// <summary>What the service and the storage host are told about the client.</summary>
public sealed class UserAgentTests : EmulatorTest
{
    [Fact]
    public void Every_request_names_the_module_PowerShell_and_the_system()
    {
        AddTasks("a");
        var result = Engine.Run("""
            $null = New-SeedanceTask prompt -Journal run.jsonl
            $null = Get-SeedanceTask a | Save-SeedanceVideo
            (Get-Module Seedance).Version.ToString(3)
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(["GET", "GET", "POST"], Emulator.Requests.Select(r => r.Method).Order());
        var agent = Assert.Single(Emulator.Requests.Select(r => r.Headers["User-Agent"]).Distinct());
        Assert.StartsWith($"Seedance-PowerShell/{result.Output[0]}", agent, StringComparison.Ordinal);
        Assert.Matches(
            @"^Seedance-PowerShell/[0-9A-Za-z.-]+ \(PowerShell \d+\.\d+\.\d+\S*; (Windows|Linux|macOS) [0-9.]+\)$",
            agent);
    }
}
