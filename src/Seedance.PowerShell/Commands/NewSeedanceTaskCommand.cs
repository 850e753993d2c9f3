using System.Collections;
using System.Management.Automation;
using Seedance.Creating;
using Seedance.PowerShell.Binding;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Commands;

/// <summary>Creates tasks, each at most once: what was sent and what came of it is in a journal on the disk.</summary>
[Cmdlet(VerbsCommon.New, "SeedanceTask", SupportsShouldProcess = true)]
[OutputType(typeof(SeedanceTask))]
public sealed class NewSeedanceTaskCommand : SeedanceCommand
{
    private readonly CreationKeys _keys = new();
    private CreationJournal _journal = null!;
    private TaskCreator _creator = null!;
    private bool _isWhatIf;
    private int _row;
    private int _inFlight;
    private int _quotedTasks;
    private long _quotedTokens;

    /// <summary>Makes the command with its default of concurrent requests.</summary>
    public NewSeedanceTaskCommand() => ThrottleLimit = 16;

    /// <summary>The text that describes the video.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [PromptTransformation]
    [AllowEmptyString]
    [AllowNull]
    public string Prompt { get; set; } = "";

    /// <summary>The model.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string Model { get; set; } = CreationRequest.DefaultModel;

    /// <summary>The duration in whole seconds, 4 to 15.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNull]
    public int? Duration { get; set; }

    /// <summary>The aspect ratio.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("aspect_ratio")]
    [ArgumentCompleter(typeof(AspectRatioCompleter))]
    public string AspectRatio { get; set; } = CreationRequest.DefaultAspectRatio;

    /// <summary>The first frame: a public URL or an asset.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("first_image")]
    public string? FirstImage { get; set; }

    /// <summary>The last frame: a public URL or an asset.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("last_image")]
    public string? LastImage { get; set; }

    /// <summary>Reference images: public URLs or assets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("referenceImages")]
    public string[] ReferenceImage { get; set; } = [];

    /// <summary>Reference videos: public URLs or assets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("referenceVideos")]
    public string[] ReferenceVideo { get; set; } = [];

    /// <summary>Reference audio files: public URLs or assets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("referenceAudios")]
    public string[] ReferenceAudio { get; set; } = [];

    /// <summary>Whether the video gets an audio track: true or false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public string? GenerateAudio { get; set; }

    /// <summary>The row's own name, by which a second run recognizes it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("custom_id")]
    public string? Key { get; set; }

    /// <summary>How many tasks to create of each row.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 1;

    /// <summary>Fields of the request's body that this module does not know.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable AdditionalProperty { get; set; } = [];

    /// <summary>
    /// The journal's file. Without it SEEDANCE_JOURNAL is used, and without that the user's own journal.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Send requests again that may have been accepted.</summary>
    [Parameter]
    public SwitchParameter Resubmit { get; set; }

    /// <summary>The ceiling of the tokens of all tasks in the journal.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long MaximumTokens { get; set; }

    /// <summary>The price of a million tokens, for quotes only.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double PricePerMillionTokens { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isWhatIf = IsWhatIf;
        OrTerminate(() =>
        {
            var path = JournalPath.Resolve(this, Journal) ?? JournalLocation.PrepareDefault();
            _journal = _isWhatIf
                ? CreationJournal.OpenRead(path, mayBeMissing: true, StopToken)
                : CreationJournal.Open(path, Client.Options.TimeProvider, StopToken);
            WriteVerbose($"The journal is '{path}'.");
            if (_journal.UnreadableLines > 0)
                WriteVerbose($"{_journal.UnreadableLines} lines of the journal could not be read and were skipped.");
        });
        _creator = new TaskCreator(Client, _journal, new TaskCreatorOptions
        {
            Resubmit = Resubmit,
            MaximumTokens = IsBound(nameof(MaximumTokens)) ? MaximumTokens : null,
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _row++;
        try
        {
            var body = CreationBody.Of(NewRequest(), string.IsNullOrWhiteSpace(Key) ? $"row {_row}" : Key);
            for (var repetition = 1; repetition <= Count; repetition++) Create(_keys.Next(Key, body, repetition), body);
        }
        catch (SeedanceException e)
        {
            WriteError(ErrorRecords.From(e));
        }

        Drain();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DrainUntilIdle();
        if (_quotedTasks == 0) return;
        var sum = $"{_quotedTasks:N0} tasks for {QuoteText.Tokens(_quotedTokens, PricePerMillionTokens)}";
        WriteVerbose(
            $"In all {sum}; the journal then counts {_journal.Tokens + (_isWhatIf ? _quotedTokens : 0):N0} tokens.");
        if (_isWhatIf) ShouldProcess(sum, "Create in all");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _journal?.Dispose();
    }

    private void Create(string key, CreationBody body)
    {
        var preview = _creator.Preview(key, body, _isWhatIf ? _quotedTokens : 0);
        if (preview.IsSent)
        {
            var quote = QuoteText.Of(preview.Quote, body, PricePerMillionTokens);
            WriteVerbose($"'{key}': {quote}.");
            var target = $"{key}: {QuoteText.Beginning(body.Prompt)}";
            if (!ShouldProcess(target, $"Create a task for {quote}") && !_isWhatIf) return;
            _quotedTasks++;
            _quotedTokens += preview.Quote.Tokens;
            if (!_isWhatIf) Send(key, body);
        }
        else if (!_isWhatIf)
        {
            // Its task exists, or the error is decided once more under the journal's lock.
            Send(key, body);
        }
        else if (preview.Error is { } error)
        {
            WriteError(ErrorRecords.From(error));
        }
        else
        {
            WriteVerbose($"'{key}': its task exists already.");
        }
    }

    private void Send(string key, CreationBody body)
    {
        // A row is taken from the pipeline only when it can be sent.
        DrainWhile(() => _inFlight >= ThrottleLimit);
        _inFlight++;
        Run(async stop =>
        {
            try
            {
                var task = await _creator.CreateAsync(key, body, stop).ConfigureAwait(false);
                Post(() => Complete(task));
            }
            catch (SeedanceException e)
            {
                Post(() => Complete(e));
            }
        });
    }

    private void Complete(SeedanceTask task)
    {
        _inFlight--;
        State.RecentTasks.Add(task);
        WriteObject(task);
    }

    private void Complete(SeedanceException error)
    {
        _inFlight--;
        WriteError(ErrorRecords.From(error));
    }

    private CreationRequest NewRequest() => new()
    {
        Prompt = Prompt,
        Model = Model,
        DurationSec = Duration,
        AspectRatio = AspectRatio,
        FirstImage = FirstImage,
        LastImage = LastImage,
        ReferenceImages = Urls(ReferenceImage),
        ReferenceVideos = Urls(ReferenceVideo),
        ReferenceAudios = Urls(ReferenceAudio),
        GenerateAudio = bool.TryParse(GenerateAudio, out var audio) ? audio : null,
        FurtherProblems = string.IsNullOrWhiteSpace(GenerateAudio) || bool.TryParse(GenerateAudio, out _)
            ? []
            : ["GenerateAudio is neither true nor false"],
        AdditionalProperties = PlainValues.Of(AdditionalProperty),
    };

    // A cell of a CSV holds several URLs with blanks between them: no URL has one.
    private static string[] Urls(string[]? values) =>
        [.. (values ?? []).Where(v => v is not null)
            .SelectMany(v => v.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
}
