using System.Text;
using System.Text.Json;
using CsCheck;
using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>
/// Properties of the journal over random histories of several processes. A failure states the seed that repeats it.
/// </summary>
public sealed class JournalPropertyTests : JournalTest
{
    private const int Processes = 3;
    private const int Keys = 5;
    private const int Samples = 40;
    private const int CutsOfSample = 8;

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, Processes - 1], Gen.Int[0, Keys - 1],
        Gen.Frequency(
            (4, Gen.Const(Act.Begin)), (1, Gen.Const(Act.Resubmit)), (4, Gen.Const(Act.Created)),
            (1, Gen.Const(Act.Rejected)), (1, Gen.Const(Act.Unknown)), (2, Gen.Const(Act.Completed)),
            (1, Gen.Const(Act.Failed)), (2, Gen.Const(Act.Saved))),
        (process, key, act) => new Step(process, key, act));

    private static readonly Gen<History> Histories = Gen.Select(
        Steps.Array[1, 40],
        CanonicalJsonPropertyTests.Text.Where(t => !string.IsNullOrWhiteSpace(t)).Array[Keys],
        (steps, prompts) => new History(steps, prompts));

    private enum Act
    {
        Begin,
        Resubmit,
        Created,
        Rejected,
        Unknown,
        Completed,
        Failed,
        Saved,
    }

    [Fact]
    public Task Every_process_and_every_later_reader_has_the_same_state() => Histories.SampleAsync(async history =>
    {
        File.Delete(JournalPath);
        var processes = await PlayAsync(history);
        using var later = CreationJournal.Open(JournalPath, cancellationToken: Cancellation);
        foreach (var journal in processes)
        {
            // A line that is not written makes the journal read those of the others.
            await journal.RecordTerminalAsync(TaskOf("video_of_no_journal", SeedanceTaskStatus.Failed));
            Assert.Equal(later.Entries(), journal.Entries());
            Assert.Equal((later.Tokens, later.UnreadableLines), (journal.Tokens, journal.UnreadableLines));
            journal.Dispose();
        }
    }, iter: Samples, threads: 1);

    [Fact]
    public Task The_state_of_a_key_does_not_depend_on_where_the_lines_of_others_stand() =>
        Gen.Select(Histories, Gen.Int).SampleAsync(async (history, seed) =>
        {
            File.Delete(JournalPath);
            foreach (var journal in await PlayAsync(history)) journal.Dispose();
            var (expected, tokens) = StatesOfFile();
            var random = new Random(seed);
            var ofKeys = (await ReadLinesAsync()).GroupBy(KeyOf).Select(g => new Queue<string>(g)).ToList();
            var merged = new StringBuilder();
            while (ofKeys.Count > 0)
            {
                var next = ofKeys[random.Next(ofKeys.Count)];
                // A blank, as another program may write it: the line is then read by the general reader.
                merged.Append(random.Next(2) == 0 ? "{ " : "{").Append(next.Dequeue().AsSpan(1)).Append('\n');
                if (next.Count == 0) ofKeys.Remove(next);
            }

            await WriteBytesAsync(Encoding.UTF8.GetBytes(merged.ToString()));
            var (states, merge) = StatesOfFile();
            Assert.Equal(expected, states);
            Assert.Equal(tokens, merge);
        }, iter: Samples, threads: 1);

    [Fact]
    public Task A_journal_cut_at_any_byte_allows_no_second_request_of_a_key_in_it() =>
        Gen.Select(Histories, Gen.Int).SampleAsync(async (history, seed) =>
        {
            File.Delete(JournalPath);
            foreach (var journal in await PlayAsync(history)) journal.Dispose();
            var whole = await ReadBytesAsync();
            var random = new Random(seed);
            for (var cut = 0; cut < CutsOfSample; cut++)
            {
                var left = whole[..random.Next(whole.Length + 1)];
                await WriteBytesAsync(left);
                var mustNotSend = KeysSentAndNotRejected(left);
                using var journal = CreationJournal.Open(JournalPath, cancellationToken: Cancellation);
                for (var key = 0; key < Keys; key++)
                {
                    var mayBeThere = mustNotSend.Contains(NameOf(key));
                    Assert.Equal(!mayBeThere, (await BeginAsync(journal, NameOf(key), history.BodyOf(key))).MaySend);
                    // The line after one that was cut off is whole.
                    Assert.False((await BeginAsync(journal, NameOf(key), history.BodyOf(key))).MaySend);
                }
            }
        }, iter: Samples, threads: 1);

    private async Task<CreationJournal[]> PlayAsync(History history)
    {
        var processes = Enumerable.Range(0, Processes)
            .Select(_ => CreationJournal.Open(JournalPath, cancellationToken: Cancellation)).ToArray();
        var inFlight = new Dictionary<int, CreationJournal>();
        var created = new Dictionary<int, string>();
        foreach (var (process, key, act) in history.Steps)
        {
            var journal = processes[process];
            if (act is Act.Begin or Act.Resubmit)
            {
                var result = await BeginAsync(
                    journal, NameOf(key), history.BodyOf(key), act == Act.Resubmit, later: TimeSpan.FromHours(1));
                if (result.MaySend) inFlight[key] = journal;
            }
            else if (act is Act.Completed or Act.Failed or Act.Saved)
            {
                if (created.TryGetValue(key, out var id)) await EndAsync(journal, id, act, key);
            }
            else if (inFlight.Remove(key, out var sender))
            {
                // The process that sent the request records its result.
                var id = $"video_{key}";
                if (act == Act.Created) await sender.RecordCreatedAsync(NameOf(key), TaskOf(created[key] = id));
                else await sender.RecordFailureAsync(NameOf(key), act == Act.Unknown, Rejection);
            }
        }

        return processes;
    }

    private static Task EndAsync(CreationJournal journal, string id, Act act, int key) => act switch
    {
        Act.Completed => journal.RecordTerminalAsync(TaskOf(id, SeedanceTaskStatus.Completed, 108_900 + key)),
        Act.Failed => journal.RecordTerminalAsync(TaskOf(id, SeedanceTaskStatus.Failed)),
        _ => journal.RecordSavedAsync(new SavedVideo { TaskId = id, Path = $"/videos/{key}.mp4", Length = 1000 + key }),
    };

    // Read without any code of the journal.
    private static HashSet<string> KeysSentAndNotRejected(byte[] journal)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(journal).Split('\n'))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var key = json.RootElement.GetProperty("key").GetString()!;
                if (json.RootElement.GetProperty("event").GetString() == "rejected") sent.Remove(key);
                else sent.Add(key);
            }
            catch (JsonException)
            {
                // The line that was cut off, or none.
            }
        }

        return sent;
    }

    private (string[] States, long Tokens) StatesOfFile()
    {
        using var journal = CreationJournal.OpenRead(JournalPath, cancellationToken: Cancellation);
        Assert.Equal(0, journal.UnreadableLines);
        return ([.. journal.Entries()
            .Select(e => $"{e.Key} {e.State} {e.TaskId} {e.IntentTime:O} {e.Tokens} {e.Digest}")
            .Order(StringComparer.Ordinal)], journal.Tokens);
    }

    private static string KeyOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("key").GetString()!;
    }

    private static SeedanceException Rejection => new(Failure.RequestRejected, "The request was rejected: \"no}}\".");

    // Characters that have a meaning in JSON.
    private static string NameOf(int key) => $"row \"{key}\\}}";

    private sealed record Step(int Process, int Key, Act Act);

    private sealed record History(Step[] Steps, string[] Prompts)
    {
        public CreationBody BodyOf(int key) => Body(Prompts[key]);

        // For the message of a failure.
        public override string ToString() =>
            $"{string.Join(", ", Steps.AsEnumerable())}; {JsonSerializer.Serialize(Prompts)}";
    }
}
