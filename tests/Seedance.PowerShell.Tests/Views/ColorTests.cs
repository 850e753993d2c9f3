using Seedance.Emulator;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>Colour by status, and only where it can be seen. The settings belong to the process: these tests run by themselves.</summary>
[Collection(nameof(Credentials.ProcessEnvironment))]
public sealed class ColorTests : EmulatorTest
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";

    [Fact]
    public void A_host_with_colours_shows_the_status_in_them()
    {
        AddTasks("a");
        Emulator.Add(new EmulatedTask("b") { Outcome = Outcome.Failed });

        var lines = Show(supportsColor: true);

        Assert.StartsWith($"{Green}Completed\e[0m ", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith($"{Red}Failed\e[0m ", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$null = 'the host has no colours'", false)]
    [InlineData("$env:NO_COLOR = '1'", true)]
    [InlineData("$PSStyle.OutputRendering = 'PlainText'", true)]
    [InlineData("$PSStyle = $null", true)]
    public void Elsewhere_it_is_plain(string setting, bool supportsColor)
    {
        AddTasks("a", "b");
        try
        {
            Assert.All(Show(supportsColor, setting).TakeLast(2), line => Assert.StartsWith("Completed  seedance_2_0_fast", line, StringComparison.Ordinal));
        }
        finally
        {
            Engine.Run("$env:NO_COLOR = $null; $PSStyle.OutputRendering = 'Host'");
        }
    }

    private IReadOnlyList<string> Show(bool supportsColor, string before = "")
    {
        var host = new ScreenHost(120, supportsColor);
        using var engine = new Engine(Emulator, Folder, host);
        var result = engine.Run($"& {{ {before}; Set-StrictMode -Version Latest; Get-SeedanceTask a, b | Out-Default }}");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        return host.Lines;
    }
}
