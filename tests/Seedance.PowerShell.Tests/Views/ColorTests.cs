using Seedance.Emulator;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>
/// Color by status where it is visible. The settings belong to the process, so these tests run alone.
/// </summary>
[Collection(nameof(Credentials.ProcessEnvironment))]
public sealed class ColorTests : EmulatorTest
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";

    [Fact]
    public void A_host_with_colors_shows_the_status_in_color()
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
    public void Other_hosts_and_settings_show_plain_text(string setting, bool supportsColor)
    {
        AddTasks("a", "b");
        try
        {
            Assert.All(
                Show(supportsColor, setting).TakeLast(2),
                line => Assert.Matches(@"^Completed +fast +\ds +5\.04s +23h [ab] +108900$", line));
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
        var result = engine.Run(
            $"& {{ {before}; Set-StrictMode -Version Latest; Get-SeedanceTask a, b | Out-Default }}");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        return host.Lines;
    }
}
