using System.Management.Automation;
using Seedance.Creating;
using Seedance.PowerShell.Pipeline;
using Seedance.Reporting;

namespace Seedance.PowerShell.Commands;

/// <summary>Writes a page about videos, tasks and errors that can be opened and passed on without a server.</summary>
[Cmdlet(VerbsData.Export, "SeedanceReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSeedanceReportCommand : PSCmdlet
{
    private ReportInput _input = null!;
    private string _path = "";

    /// <summary>Saved videos, tasks and error records, in any order.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The file that is written, in place of an older one.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A journal of New-SeedanceTask: all its requests, tasks and videos are in the report.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Write the data as JSON in place of the page.</summary>
    [Parameter]
    public SwitchParameter AsJson { get; set; }

    /// <summary>Open the file in the program that the desktop has for it.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>What a million tokens cost, in any currency; the report multiplies and adds.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000_000.0)]
    public double PricePerMillionTokens { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _path = System.IO.Path.GetFullPath(FileSystemPath.Resolve(this, Path));
            var collector = new ReportCollector(_path);
            _input = new ReportInput(collector);
            if (Journal is null) return;
            using var journal = CreationJournal.OpenRead(JournalPath.Resolve(this, Journal)!);
            new ReportJournal(collector, journal, _path).Add();
        }
        catch (SeedanceException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null && !_input.TryAdd(InputObject))
        {
            WriteError(ErrorRecords.InvalidParameter(
                $"'{InputObject.TypeNames[0]}' is no saved video, task or error. Pipe what Save-SeedanceVideo, "
                + "Wait-SeedanceTask and $Error give."));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        decimal? price = MyInvocation.BoundParameters.ContainsKey(nameof(PricePerMillionTokens))
            ? (decimal)PricePerMillionTokens : null;
        var report = _input.Collector.ToReport(DateTimeOffset.UtcNow, price);
        if (!ShouldProcess(_path, $"Write a report of {report.Items.Count} tasks")) return;
        try
        {
            ReportFile.Write(report, _path, AsJson);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.ReportNotWritten(_path, e));
        }

        WriteObject(new FileInfo(_path));
        if (Show && !DesktopFile.TryOpen(_path))
            WriteWarning($"There is no desktop to show the report on. Open the file yourself: {_path}");
    }
}
