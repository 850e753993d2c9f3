using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>
/// What the lines of a journal amount to, key by key. Bodies and messages stay in the file: a journal of a million
/// lines must fit in memory. For one thread at a time.
/// </summary>
internal sealed class JournalState
{
    private readonly Dictionary<string, KeyState> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _pixels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);
    private Dictionary<string, KeyState>? _byTaskId;
    private string _lastModel = "";

    /// <summary>
    /// The tokens of everything that costs or may cost: measured where a task is completed, quoted otherwise.
    /// </summary>
    public long Tokens { get; private set; }

    /// <summary>The lines that have an event and a key.</summary>
    public int ReadLines { get; private set; }

    /// <summary>
    /// The lines that are no JSON object, too long, or have no event: a process ended while it wrote, or a user
    /// edited them.
    /// </summary>
    public int UnreadableLines { get; private set; }

    /// <summary>How many keys there are.</summary>
    public int Count => _byKey.Count;

    /// <summary>The entry of a key; null when there is none.</summary>
    public JournalEntry? Find(string key) => _byKey.TryGetValue(key, out var state) ? state.ToEntry(key) : null;

    /// <summary>The entry of a task; null when the journal does not have its id.</summary>
    public JournalEntry? FindTask(string id)
    {
        if (_byTaskId is null)
        {
            _byTaskId = new(StringComparer.Ordinal);
            foreach (var state in _byKey.Values)
            {
                if (state.TaskId is not null) _byTaskId[state.TaskId] = state;
            }
        }

        return _byTaskId.TryGetValue(id, out var known) ? known.ToEntry(known.Key) : null;
    }

    /// <summary>All entries, in the order of their first lines.</summary>
    public IEnumerable<JournalEntry> Entries => _byKey.Select(pair => pair.Value.ToEntry(pair.Key));

    /// <summary>The pixels of a frame that the last completed task of a model had; null when none is known.</summary>
    public long? PixelsOf(string model) => _pixels.TryGetValue(model, out var pixels) ? pixels : null;

    /// <summary>Counts a line that is too long to be read.</summary>
    public void SkipLine() => UnreadableLines++;

    /// <summary>Takes a line in.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="offset">Where it begins in the file.</param>
    public void Apply(ReadOnlySpan<byte> line, long offset)
    {
        try
        {
            var fields = new JournalFields();
            if (fields.Read(line)) Apply(in fields, offset, line.Length);
            else UnreadableLines++;
        }
        catch (JsonException)
        {
            UnreadableLines++;
        }
    }

    private void Apply(in JournalFields line, long offset, int length)
    {
        ReadLines++;
        var key = line.KeyText!;
        _byKey.TryGetValue(key, out var state);
        if (line.Version.Whole > JournalLine.Version)
        {
            // What a later version recorded is not understood. A key that is new here may have been sent: it must not
            // be sent again.
            if (state is not null) return;
            var position = new LinePosition(offset, length);
            Add(key, new KeyState(key) { State = CreationState.Unknown, LastLine = position });
            return;
        }

        if (IsEvent(line, JournalLine.Intent))
        {
            if (state is null) Add(key, state = new KeyState(key));
            else if (state.State >= CreationState.Created) return;
            Begin(state, in line, new LinePosition(offset, length));
        }
        else if (NextState(in line) is { } next)
        {
            // A line of the request may be missing from a journal that was edited; the id is what counts.
            if (state is null) Add(key, state = new KeyState(key));
            End(state, next, in line, new LinePosition(offset, length));
        }
    }

    private void Begin(KeyState state, in JournalFields line, LinePosition position)
    {
        Tokens -= state.Tokens;
        // A request that was sent again although its predecessor may have arrived: both may cost.
        if (state.LastLine.Length > 0 && state.State != CreationState.Rejected) state.EarlierTokens = state.Tokens;
        state.State = CreationState.Intent;
        var digest = line.Sha256.Kind == JsonTokenType.String
            ? Sha256Digest.Parse(line.Sha256.Raw.Slice(1, line.Sha256.Raw.Length - 2)) : null;
        (state.Digest, state.HasDigest) = (digest ?? default, digest is not null);
        state.Quoted = line.Tokens.Whole is { } tokens and >= 0 ? tokens : TokenQuote.OfUnknownRequest;
        state.Model = ModelOf(line.Model);
        state.Seconds = (short)Math.Min(Math.Max(line.Seconds.Whole ?? 0, 0), 3600);
        state.HasReferenceVideos = line.ReferenceVideos.Kind == JsonTokenType.True;
        state.IntentTime = TimeOf(line.Time);
        (state.IntentLine, state.LastLine) = (position, position);
        Tokens += state.Tokens;
    }

    private void End(KeyState state, CreationState next, in JournalFields line, LinePosition position)
    {
        if (!IsFurther(state.State, next)) return;
        Tokens -= state.Tokens;
        (state.State, state.LastLine) = (next, position);
        if (next >= CreationState.Created && line.Id.NonBlankString is { } id && id != state.TaskId)
        {
            state.TaskId = id;
            if (_byTaskId is not null) _byTaskId[id] = state;
        }

        if (next > CreationState.Created && line.Tokens.Whole is { } tokens and >= 0) Measure(state, next, tokens);
        Tokens += state.Tokens;
    }

    private void Measure(KeyState state, CreationState next, long tokens)
    {
        state.Measured = tokens;
        if (next == CreationState.Failed
            || state.HasReferenceVideos || state.Seconds == 0 || state.Model.Length == 0 || tokens == 0) return;
        _pixels[state.Model] = TokenQuote.PixelsOf(tokens, state.Seconds);
    }

    // Lines of several processes may stand in any order: nothing takes a created task back.
    private static bool IsFurther(CreationState now, CreationState next) => next switch
    {
        CreationState.Rejected or CreationState.Unknown => now is CreationState.Intent or CreationState.Unknown,
        _ => next > now,
    };

    private static CreationState? NextState(in JournalFields line) =>
        IsEvent(line, JournalLine.Created) ? CreationState.Created
        : IsEvent(line, JournalLine.Completed) ? CreationState.Completed
        : IsEvent(line, JournalLine.Saved) ? CreationState.Saved
        : IsEvent(line, JournalLine.Failed) ? CreationState.Failed
        : IsEvent(line, JournalLine.Rejected) ? CreationState.Rejected
        : IsEvent(line, JournalLine.Unknown) ? CreationState.Unknown
        : null;

    private static bool IsEvent(in JournalFields line, string name)
    {
        var raw = line.Event.Raw;
        if (raw.Length != name.Length + 2) return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (raw[i + 1] != name[i]) return false;
        }

        return true;
    }

    private static long TimeOf(JsonValue time)
    {
        if (time.Kind != JsonTokenType.String) return 0;
        var text = time.Raw.Slice(1, time.Raw.Length - 2);
        if (Utf8Parser.TryParse(text, out DateTime fast, out var read, 'O') && read == text.Length)
            return fast.ToUniversalTime().Ticks;
        return DateTimeOffset.TryParse(
            time.String, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var slow)
            ? slow.UtcTicks
            : 0;
    }

    // One text for all lines of a model.
    private string ModelOf(JsonValue value)
    {
        if (value.Is(_lastModel)) return _lastModel;
        var model = value.String ?? "";
        if (_models.TryGetValue(model, out var known)) model = known;
        // A journal that was tampered with may name a model per line.
        else if (_models.Count < 1000) _models[model] = model;
        return _lastModel = model;
    }

    private void Add(string key, KeyState state)
    {
        _byKey.Add(key, state);
        Tokens += state.Tokens;
    }

    // One for each key of a journal that may have a million: 128 bytes in a process of 64 bits. Tokens is 0 only where
    // nothing was created.
    private sealed class KeyState(string key)
    {
        public readonly string Key = key;
        public string? TaskId;
        public string Model = "";
        public Sha256Digest Digest;
        public long Quoted = TokenQuote.OfUnknownRequest;
        public long Measured = -1;
        public long EarlierTokens;
        public long IntentTime;
        public LinePosition IntentLine;
        public LinePosition LastLine;
        public CreationState State;
        public short Seconds;
        public bool HasDigest;
        public bool HasReferenceVideos;

        public long Tokens => EarlierTokens + (State == CreationState.Rejected ? 0 : Measured >= 0 ? Measured : Quoted);

        public JournalEntry ToEntry(string key) => new(
            key, State, TaskId, IntentTime == 0 ? null : new DateTimeOffset(IntentTime, TimeSpan.Zero), Tokens)
        {
            Digest = HasDigest ? Digest : null,
            IntentLine = IntentLine,
            LastLine = LastLine,
        };
    }
}
