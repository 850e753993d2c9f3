using System.Globalization;
using System.Management.Automation.Host;
using System.Text;
using Seedance.Hosts;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>A host with a screen of a known width that keeps what is written to it.</summary>
internal sealed class ScreenHost : BasicHost
{
    private readonly Screen _screen;

    public ScreenHost(int width, bool supportsColor = false)
        : this(new Screen(width, supportsColor))
    {
    }

    private ScreenHost(Screen screen)
        : base("Screen", screen) => _screen = screen;

    /// <summary>The lines on the screen, without blank ones.</summary>
    public IReadOnlyList<string> Lines =>
        _screen.Text.ToString().Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).ToArray();

    public override CultureInfo CurrentUICulture => CultureInfo.GetCultureInfo("en-US");

    private sealed class Screen(int width, bool supportsColor) : BasicHostUI
    {
        public StringBuilder Text { get; } = new();

        public override PSHostRawUserInterface RawUI { get; } = new BasicRawUI(width);

        public override bool SupportsVirtualTerminal => supportsColor;

        public override void Write(string value) => Text.Append(value);

        public override void WriteLine(string value) => Text.Append(value).Append('\n');
    }
}
