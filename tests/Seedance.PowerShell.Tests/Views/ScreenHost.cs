using System.Globalization;
using System.Management.Automation.Host;
using System.Text;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>A host with a screen of a known width that keeps what is written to it.</summary>
internal sealed class ScreenHost : TestHost
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

    private sealed class Screen(int width, bool supportsColor) : TestHostUI
    {
        public StringBuilder Text { get; } = new();

        public override PSHostRawUserInterface RawUI { get; } = new Raw(width);

        public override bool SupportsVirtualTerminal => supportsColor;

        public override void Write(string value) => Text.Append(value);

        public override void WriteLine(string value) => Text.Append(value).Append('\n');
    }

    private sealed class Raw(int width) : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(width, 50);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Size MaxWindowSize => BufferSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(width, 50);

        public override string WindowTitle { get; set; } = "";

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(
            Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }
    }
}
