using System.Globalization;
using System.Management.Automation.Host;

namespace Seedance.Hosts;

/// <summary>A minimal host: all output goes to its user interface.</summary>
/// <param name="name">The name of the host.</param>
/// <param name="ui">The user interface.</param>
/// <param name="culture">The culture for numbers and dates; by default the invariant one.</param>
internal abstract class BasicHost(string name, PSHostUserInterface ui, CultureInfo? culture = null) : PSHost
{
    public override CultureInfo CurrentCulture => culture ?? CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => culture ?? CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => name;

    public override PSHostUserInterface UI => ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
