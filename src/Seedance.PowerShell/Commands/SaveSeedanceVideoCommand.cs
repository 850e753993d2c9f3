using System.Management.Automation;
using Seedance.Api;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Pipeline;
using Seedance.Saving;
using Seedance.Saving.Files;
using Seedance.Saving.Naming;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>Saves the videos of completed tasks. A file under its final name is always complete.</summary>
[Cmdlet(VerbsData.Save, "SeedanceVideo", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(SavedVideo))]
public sealed class SaveSeedanceVideoCommand : WaitingCommand
{
    private readonly SaveProgress _progress = new();
    private VideoSaver? _saver;
    private QueryRunner _queries = null!;
    private TaskWaiter? _waiter;
    private string _folder = "";

    /// <summary>Makes the command with its default number of downloads in flight.</summary>
    public SaveSeedanceVideoCommand() => ThrottleLimit = new VideoSaverOptions().ThrottleLimit;

    /// <summary>The folder, which is created when it is missing. Without it the current location.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>
    /// The file name: a template with placeholders, or a script block that returns the name for each object.
    /// </summary>
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

    /// <summary>
    /// The number of connections for a video of 8 MiB or more, when the storage host supports range requests.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int ConnectionsPerVideo { get; set; } = new SaveOptions().ConnectionsPerVideo;

    private protected override int ProgressId => 0x5EEE0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CheckParameters();
        OrTerminate(() => _saver = CreateSaver(MustConfirm()));
        _queries = new QueryRunner(Client, DefaultQueryLimit, StopToken);
        if (!Wait) return;

        _waiter = CreateWaiter(DefaultQueryLimit);
        Run(stop => _waiter.RunAsync(result => Save((SaveRequest)result.State!, result.Task, result.Error), stop));
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
        if (disposing) _saver?.Dispose();
    }

    private protected override void Process(string id, SeedanceTask? known)
    {
        if (IsSavedByJournal(id)) return;
        var request = _saver!.NewRequest(FileName ?? "");
        if (known is { IsTerminal: true }) Save(request, known, null);
        else if (_saver.FindWithoutQuery(id, request) is { } result) WriteWithoutQuery(result);
        else if (_waiter is null) Run(_ => QueryAsync(id, request));
        else if (known is null) _waiter.Add(id, request);
        else _waiter.Add(known, request);
    }

    private protected override ProgressLines GetProgress(int done, int total, int failed) =>
        _progress.GetLines(done, total, failed);

    private void CheckParameters()
    {
        var problem = Force && NoClobber ? "-Force and -NoClobber cannot be used together. Remove one of them."
            : IsBound(nameof(Timeout)) && !Wait ? "-Timeout has no effect without -Wait. Add -Wait, or remove -Timeout."
            : IsBound(nameof(FileName)) && string.IsNullOrEmpty(FileName)
                ? "-FileName is empty. Remove it, or pass a name such as '{Id}.mp4'."
            : null;
        if (problem is not null) ThrowTerminatingError(ErrorRecords.InvalidParameter(problem));
    }

    // Nothing is written before the user has agreed: then not even the folder is created.
    private VideoSaver CreateSaver(bool mustConfirm)
    {
        _folder = DestinationFolder.Prepare(FileSystemPath.Resolve(this, Destination), create: !mustConfirm);
        var saveOptions = new SaveOptions
        {
            Force = Force,
            NoClobber = NoClobber,
            Metadata = Metadata,
            ConnectionsPerVideo = ConnectionsPerVideo,
            OnNotice = notice => Post(() => WriteNotice(notice.IsWarning, notice.Message)),
        };
        return new VideoSaver(Client, _folder, saveOptions, new VideoSaverOptions
        {
            ThrottleLimit = ThrottleLimit,
            Progress = _progress,
            Confirm = mustConfirm ? ConfirmAsync : null,
        });
    }

    // Also when the file was moved or uploaded meanwhile: what is saved need not be downloaded again.
    private bool IsSavedByJournal(string id)
    {
        if (Force || Journaled.FindSaved(id) is not { } saved) return false;
        WriteVerbose($"The journal has the video of task '{id}' as saved.");
        Write(new SaveResult(
            null, saved with { Path = System.IO.Path.Combine(_folder, System.IO.Path.GetFileName(saved.Path)) }, null));
        return true;
    }

    // True when ShouldProcess would prompt or decline. Without it a download starts although the pipeline thread is
    // busy upstream. -Debug, which makes ShouldProcess prompt in PowerShell 5.1 to 7.5, is not considered: no prompt
    // may stop a script that only wants a log.
    private bool MustConfirm()
    {
        if (GetSwitch("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))) return true;
        return GetSwitch("Confirm")
            ?? (LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
                && preference is ConfirmImpact.Low or ConfirmImpact.Medium);
    }

    private bool? GetSwitch(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var value) ? LanguagePrimitives.IsTrue(value) : null;

    private async Task<bool> ConfirmAsync(SaveTarget target, CancellationToken cancellationToken)
    {
        var confirmation = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => confirmation.TrySetCanceled(cancellationToken));
        Post(() => confirmation.TrySetResult(ShouldProcess(target.Path, $"Save the video of task '{target.TaskId}'")));
        return await confirmation.Task.ConfigureAwait(false);
    }

    private async Task QueryAsync(string id, SaveRequest request)
    {
        var result = await _queries.Add(id).ConfigureAwait(false);
        Save(request, result.Task, result.Error);
    }

    // From any thread.
    private void Save(SaveRequest request, SeedanceTask? task, SeedanceException? error)
    {
        if (task is null)
        {
            Post(() => WriteFailure(error!));
            return;
        }

        // Called here and not in Run: the names of finished tasks are reserved in the order of the input.
        var saving = _saver!.SaveAsync(Journalize(task), request, StopToken);
        Run(async _ => await RecordAndWriteAsync(await saving.ConfigureAwait(false)).ConfigureAwait(false));
    }

    private void WriteWithoutQuery(SaveResult result)
    {
        if (Journaled.HasJournal) Run(_ => RecordAndWriteAsync(result));
        else Write(result);
    }

    // The record is on the disk before the object leaves. When it fails, the video is there all the same.
    private async Task RecordAndWriteAsync(SaveResult result)
    {
        if (result.Video is { } video && Journaled.HasJournal)
            await RecordAsync(() => Journaled.RecordAsync(video)).ConfigureAwait(false);
        Post(() => Write(result));
    }

    private void Write(SaveResult result)
    {
        if (result.Task is not null) State.RecentTasks.Add(result.Task);
        if (result.Error is not null)
        {
            WriteFailure(result.Error);
            return;
        }

        CountDone(isFailed: false);
        if (result.Video is not null) WriteObject(result.Video);
    }
}
