using System.Management.Automation;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Deserialization;
using Seedance.PowerShell.Pipeline;
using Seedance.PowerShell.State;
using Seedance.Saving;
using Seedance.Saving.Download;
using Seedance.Saving.Files;
using Seedance.Saving.Naming;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>Brings the videos of completed tasks to disk. A file under its final name is whole, always.</summary>
[Cmdlet(VerbsData.Save, "SeedanceVideo", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(SavedVideo))]
public sealed class SaveSeedanceVideoCommand : SeedanceCommand
{
    private const string IdSet = "Id";
    private const string InputObjectSet = "InputObject";
    private const int QueriesAtATime = 16;
    private const int ProgressId = 0x5EEE0;

    private SaveSession _session = null!;
    private TaskWaiter? _waiter;
    private VideoDownloader _downloader = null!;
    private SemaphoreSlim? _downloads;
    private readonly SemaphoreSlim _queries = new(QueriesAtATime);
    private readonly SaveProgress _progress = new();
    private ProgressBoard _board = null!;
    private int _added;
    private int _done;
    private int _failed;

    /// <summary>Makes the command with its default of downloads at a time.</summary>
    public SaveSeedanceVideoCommand() => ThrottleLimit = 4;

    /// <summary>A task, as Get-SeedanceTask and Wait-SeedanceTask give it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [DeserializedTask]
    public SeedanceTask InputObject { get; set; } = null!;

    /// <summary>The ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TaskId", "task_id")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public string[] Id { get; set; } = [];

    /// <summary>The folder; made if it is missing. Without it the current location.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>The file's name: a template with placeholders, or a script block that gives the name for each object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string FileName { get; set; } = VideoFileName.DefaultTemplate;

    /// <summary>Wait for tasks that are not finished yet.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>With -Wait: how long to wait in all, in seconds. Without it the wait has no end.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.0, 31_536_000.0)]
    public double Timeout { get; set; }

    /// <summary>With -Wait: a fixed pace between two questions about one task, in seconds, in place of the adaptive one.</summary>
    [Parameter]
    [ValidateRange(0.01, 86_400.0)]
    public double PollIntervalSec { get; set; }

    /// <summary>Replace files that exist.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>A file that exists is an error; without it the file is skipped.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Write the task's JSON beside each video, without the signed part of its address.</summary>
    [Parameter]
    public SwitchParameter Metadata { get; set; }

    /// <summary>How many connections a video of 8 MiB or more may use, when the storage host does ranges.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int ConnectionsPerVideo { get; set; } = 4;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OrTerminate(() =>
        {
            if (Force && NoClobber)
                throw new SeedanceException(Failure.FileExists, "-Force and -NoClobber contradict each other.");
            var folder = DestinationFolder.Prepare(FileSystemPath.Resolve(this, Destination), create: !IsWhatIf);
            _session = new SaveSession(folder, new SaveOptions
            {
                Force = Force,
                NoClobber = NoClobber,
                Metadata = Metadata,
                ConnectionsPerVideo = ConnectionsPerVideo,
                OnNotice = notice => Post(() => Say(notice.IsWarning, notice.Message)),
            });
        });
        _downloader = new VideoDownloader(Client, _session.Options);
        _downloads = new SemaphoreSlim(ThrottleLimit);
        _board = new ProgressBoard(this, ProgressId, InteractiveSession.IsPresent(Host.Name));
        if (!Wait) return;

        _waiter = CreateWaiter(QueriesAtATime, Timeout, PollIntervalSec);
        Run(stop => _waiter.RunAsync(result => Post(() => Accept(result)), stop));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            _added++;
            var request = _session.Admit(InputObject.Id, FileName);
            // An earlier record with this id may still be waiting: which of the two is settled first makes no difference but to {Index}.
            if (InputObject.IsTerminal) Accept(InputObject, _session.Settle(InputObject.Id));
            else Ask(InputObject.Id, request, InputObject);
        }
        else
        {
            foreach (var id in ValidIds(Id))
            {
                _added++;
                Ask(id, _session.Admit(id, FileName), null);
            }
        }

        Drain();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _waiter?.Complete();
        DrainUntilIdle();
        _board.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _queries.Dispose();
        _downloads?.Dispose();
    }

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value)
        ? (SwitchParameter)value
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private void Ask(string id, SaveRequest request, SeedanceTask? known)
    {
        if (IsSettledUnasked(id, request)) return;
        if (_waiter is not null)
        {
            if (known is null) _waiter.Add(id);
            else _waiter.Add(known);
            return;
        }

        Run(async stop =>
        {
            await _queries.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                var task = await Client.GetTaskAsync(id, stop).ConfigureAwait(false);
                Post(() => Accept(new WaitResult(id, task, null)));
            }
            catch (SeedanceException e)
            {
                Post(() => Accept(new WaitResult(id, null, e)));
            }
            finally
            {
                _queries.Release();
            }
        });
    }

    private bool IsSettledUnasked(string id, SaveRequest request)
    {
        try
        {
            if (_session.FindUnasked(id, request) is not { } existing) return false;
            Succeed(existing);
        }
        catch (SeedanceException e)
        {
            Fail(e);
        }

        _session.Settle(id);
        return true;
    }

    private void Accept(WaitResult result)
    {
        var request = _session.Settle(result.Id);
        if (result.Task is not null) Accept(result.Task, request);
        else Fail(result.Error!);
    }

    private void Accept(SeedanceTask task, SaveRequest request)
    {
        State.RecentTasks.Add(task);
        try
        {
            var path = _session.PathFor(task, request);
            if (_session.FindExisting(task, path) is { } existing) Succeed(existing);
            else if (ShouldProcess(path, $"Save the video of task '{task.Id}'")) Download(task, path);
            else _done++;
        }
        catch (SeedanceException e)
        {
            Fail(e);
        }
    }

    private void Download(SeedanceTask task, string path) => Run(async stop =>
    {
        await _downloads!.WaitAsync(stop).ConfigureAwait(false);
        var meter = new DownloadMeter(task.Id);
        _progress.Add(meter);
        try
        {
            var saved = await _downloader.SaveAsync(task, path, meter, stop).ConfigureAwait(false);
            Post(() => Succeed(saved));
        }
        catch (SeedanceException e)
        {
            Post(() => Fail(e));
        }
        finally
        {
            _progress.Remove(meter);
            _downloads!.Release();
        }
    });

    private void Succeed(SavedVideo video)
    {
        _done++;
        WriteObject(video);
    }

    private void Fail(SeedanceException exception)
    {
        _done++;
        _failed++;
        WriteError(ErrorRecords.From(exception));
    }

    /// <inheritdoc/>
    protected override void OnTick()
    {
        if (_done < _added) _board.Tick(() => _progress.Picture(_done, _added, _failed));
    }
}
