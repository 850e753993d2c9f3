using System.Management.Automation;
using System.Management.Automation.Host;
using Seedance.Hosts;

namespace Seedance.Demo;

/// <summary>Writes to the console. Progress is written as lines, so that a log shows it too.</summary>
internal sealed class DemoHostUI : BasicHostUI
{
    public override PSHostRawUserInterface RawUI { get; } = new BasicRawUI(width: 120);

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected;

    public override void Write(string value) => Console.Write(value);

    public override void WriteLine(string value) => Console.WriteLine(value);

    public override void WriteDebugLine(string message) => Console.WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => Console.WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => Console.WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Processing)
            Console.WriteLine($"  [{record.Activity}: {record.StatusDescription}]");
    }
}
