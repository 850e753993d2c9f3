using System.Management.Automation;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Pipeline;
using Seedance.Saving;
using Seedance.Saving.Download;
using Seedance.Saving.Files;
using Seedance.Saving.Naming;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>Saves the videos of completed tasks. A file under its final name is always complete.</summary>
[Cmdlet(VerbsData.Save, "SeedanceVideo", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(SavedVideo))]
public sealed class SaveSeedanceVideoCommand : WaitingCommand
{
    private SaveSession _session = null!;
    private TaskWaiter? _waiter;
    private VideoDownloader _downloader = null!;
    private SemaphoreSlim? _downloads;
    private readonly SemaphoreSlim _queries = new(DefaultQueryLimit);
    private string _folder = "";
    private readonly SaveProgress _progress = new();

    /// <summary>Makes the command with its default number of downloads in flight.</summary>
    public SaveSeedanceVideoCommand() => ThrottleLimit = 4;

    /// <summary>The folder, which is created when it is missing. Without it the current location.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>The file name: a template with placeholders, or a script block that returns the name for each object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FileNameCompleter))]
    [AllowEmptyString]
    [AllowNull]
    public string? FileName { get; set; } = VideoFileName.DefaultTemplate;

    /// <summary>Wait for tasks that are not terminal yet.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Replace files that exist.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Report an existing file as an error. Without it the file is skipped.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Write the task as JSON beside each video, without the signed part of its URL.</summary>
    [Parameter]
    public SwitchParameter Metadata { get; set; }

    /// <summary>The number of connections for a video of 8 MiB or more, when the storage host supports range requests.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int ConnectionsPerVideo { get; set; } = 4;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CheckParameters();
        OrTerminate(() =>
        {
            var folder = _folder = DestinationFolder.Prepare(FileSystemPath.Resolve(this, Destination), create: !IsWhatIf);
            _session = new SaveSession(folder, new SaveOptions
            {
                Force = Force,
                NoClobber = NoClobber,
                Metadata = Metadata,
                ConnectionsPerVideo = ConnectionsPerVideo,
                OnNotice = notice => Post(() => WriteNotice(notice.IsWarning, notice.Message)),
            });
        });
        _downloader = new VideoDownloader(Client, _session.Options);
        _downloads = new SemaphoreSlim(ThrottleLimit);
        if (!Wait) return;

        _waiter = CreateWaiter(DefaultQueryLimit);
        Run(stop => _waiter.RunAsync(result => Post(() => Accept(result)), stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _waiter?.Complete();
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _queries.Dispose();
        _downloads?.Dispose();
    }

    private protected override int ProgressId => 0x5EEE0;

    private protected override void Process(string id, SeedanceTask? known)
    {
        if (IsSavedByJournal(id)) return;
        var request = _session.NewRequest(FileName ?? "");
        if (known is { IsTerminal: true }) Accept(known, request);
        else Ask(id, request, known);
    }

    private protected override ProgressLines GetProgress(int done, int total, int failed) => _progress.GetLines(done, total, failed);

    private void CheckParameters()
    {
        var problem = Force && NoClobber ? "-Force and -NoClobber cannot be used together. Remove one of them."
            : IsBound(nameof(Timeout)) && !Wait ? "-Timeout has no effect without -Wait. Add -Wait, or remove -Timeout."
            : IsBound(nameof(FileName)) && string.IsNullOrEmpty(FileName) ? "-FileName is empty. Remove it, or pass a name such as '{Id}.mp4'."
            : null;
        if (problem is not null) ThrowTerminatingError(ErrorRecords.InvalidParameter(problem));
    }

    private void Ask(string id, SaveRequest request, SeedanceTask? known)
    {
        if (IsSettledUnasked(id, request)) return;
        if (_waiter is not null)
        {
            if (known is null) _waiter.Add(id, request);
            else _waiter.Add(known, request);
            return;
        }

        Run(async stop =>
        {
            await _queries.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                var task = await Client.GetTaskAsync(id, stop).ConfigureAwait(false);
                Post(() => Accept(task, request));
            }
            catch (SeedanceException e)
            {
                Post(() => Fail(e));
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
            if (_session.FindExisting(id, request) is not { } existing) return false;
            Succeed(existing);
        }
        catch (SeedanceException e)
        {
            Fail(e);
        }

        return true;
    }

    private void Accept(WaitResult result)
    {
        if (result.Task is not null) Accept(result.Task, (SaveRequest)result.State!);
        else Fail(result.Error!);
    }

    private void Accept(SeedanceTask task, SaveRequest request)
    {
        State.RecentTasks.Add(task);
        task = Journalize(task);
        try
        {
            var target = _session.Reserve(task, request);
            try
            {
                if (_session.FindExisting(task, target) is { } existing) Succeed(existing);
                else if (ShouldProcess(target.Path, $"Save the video of task '{task.Id}'")) Download(task, target);
                else CountDone(isFailed: false);
            }
            catch (SeedanceException)
            {
                _session.Release(target);
                throw;
            }
        }
        catch (SeedanceException e)
        {
            Fail(e);
        }
    }

    private void Download(SeedanceTask task, SaveTarget target) => Run(async stop =>
    {
        await _downloads!.WaitAsync(stop).ConfigureAwait(false);
        var meter = new DownloadMeter(task.Id);
        _progress.Add(meter);
        try
        {
            var saved = await _downloader.SaveAsync(task, target, meter, stop).ConfigureAwait(false);
            // On the disk before the object leaves. When that fails, the video is there all the same.
            await RecordAsync(() => Journaled.RecordAsync(saved)).ConfigureAwait(false);
            Post(() => WriteSaved(saved));
        }
        catch (SeedanceException e)
        {
            Post(() =>
            {
                _session.Release(target);
                Fail(e);
            });
        }
        finally
        {
            _progress.Remove(meter);
            _downloads!.Release();
        }
    });

    // Also when the file was moved or uploaded meanwhile: what is saved need not be fetched again.
    private bool IsSavedByJournal(string id)
    {
        if (Force || Journaled.FindSaved(id) is not { } saved) return false;
        WriteVerbose($"The journal has the video of task '{id}' as saved.");
        WriteSaved(saved with { Path = System.IO.Path.Combine(_folder, System.IO.Path.GetFileName(saved.Path)) });
        return true;
    }

    private void Succeed(SavedVideo video)
    {
        if (Journaled.HasJournal) Record(() => Journaled.RecordAsync(video));
        WriteSaved(video);
    }

    private void WriteSaved(SavedVideo video)
    {
        CountDone(isFailed: false);
        WriteObject(video);
    }

    private void Fail(SeedanceException exception) => WriteFailure(exception);
}
