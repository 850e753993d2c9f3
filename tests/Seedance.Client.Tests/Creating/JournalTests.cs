using System.Text;
using System.Text.Json;
using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>The journal: its lines, its use by a second run, and damaged files.</summary>
public sealed class JournalTests : JournalTest
{
    private static readonly SeedanceException Rejection = new(Failure.RequestRejected, "no");

    [Fact]
    public async Task Begin_has_the_request_on_disk_when_it_returns()
    {
        var journal = Open();
        await BeginAsync(journal, "row 1", Body("a \"cat\"\n猫"));

        var line = Assert.Single(await ReadLinesAsync());
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("intent", json.GetProperty("event").GetString());
        Assert.Equal("row 1", json.GetProperty("key").GetString());
        Assert.Equal(Body("a \"cat\"\n猫").Sha256, json.GetProperty("sha256").GetString());
        Assert.Equal(Body("a \"cat\"\n猫").Json, json.GetProperty("body").GetRawText());
        Assert.Equal(Environment.MachineName, json.GetProperty("host").GetString());
        Assert.Equal(Environment.ProcessId, json.GetProperty("process").GetInt32());
        Assert.InRange(
            DateTimeOffset.UtcNow - json.GetProperty("time").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Open_by_a_second_run_finds_the_created_tasks()
    {
        await CreateAsync(Open(), "a", "video_1");

        var result = await BeginAsync(Open(), "a");

        Assert.Equal(IntentDecision.Recorded, result.Decision);
        Assert.Equal("video_1", result.Entry!.TaskId);
        Assert.Equal(2, (await ReadLinesAsync()).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Begin_unknown_outcome_sends_again_only_with_resubmit(bool isRecordedAsUnknown)
    {
        var first = Open();
        await BeginAsync(first, "a");
        if (isRecordedAsUnknown) await first.RecordFailureAsync("a", isUnknown: true, Rejection);

        var second = Open();
        var refused = await BeginAsync(second, "a");
        Assert.Equal(IntentDecision.Unknown, refused.Decision);
        Assert.NotNull(refused.Entry!.IntentTime);
        Assert.Equal(108_900, second.Tokens);

        var soon = await BeginAsync(second, "a", resubmit: !isRecordedAsUnknown, later: TimeSpan.FromMinutes(4));
        Assert.Equal(isRecordedAsUnknown ? IntentDecision.Unknown : IntentDecision.InFlight, soon.Decision);
        var later =
            await BeginAsync(second, "a", resubmit: true, later: TimeSpan.FromMinutes(isRecordedAsUnknown ? 0 : 6));
        Assert.True(later.MaySend);
        // Both may have arrived, so both count.
        Assert.Equal(2 * 108_900, second.Tokens);
        Assert.Equal(2 * 108_900, Open().Tokens);
    }

    [Fact]
    public async Task Begin_rejected_key_accepts_another_body_and_costs_nothing()
    {
        var journal = Open();
        await BeginAsync(journal, "a");
        await journal.RecordFailureAsync("a", isUnknown: false, Rejection);
        Assert.Equal(0, journal.Tokens);

        Assert.True((await BeginAsync(Open(), "a", Body("a dog"))).MaySend);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Begin_key_with_another_body_is_an_error(bool isCreated)
    {
        var first = Open();
        if (isCreated) await CreateAsync(first, "a", "video_1");
        else await BeginAsync(first, "a");

        Assert.Equal(IntentDecision.OtherBody, (await BeginAsync(Open(), "a", Body("a dog"))).Decision);
        Assert.Equal(IntentDecision.OtherBody, (await BeginAsync(Open(), "a", Body("a dog"), resubmit: true)).Decision);
    }

    [Fact]
    public async Task Begin_reads_the_new_lines_of_other_journals_first()
    {
        var (one, other) = (Open(), Open());
        await CreateAsync(one, "a", "video_1");
        Assert.Null(other.Find("a"));

        Assert.Equal(IntentDecision.Recorded, (await BeginAsync(other, "a")).Decision);
        await CreateAsync(other, "b", "video_2");
        Assert.Equal(IntentDecision.Recorded, (await BeginAsync(one, "b")).Decision);
    }

    [Fact]
    public async Task Begin_same_key_concurrently_sends_one_request()
    {
        CreationJournal[] journals = [Open(), Open(), Open(), Open()];
        var results = await Task
            .WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => BeginAsync(journals[i % 4], $"k{i / 8}"))));

        Assert.Equal(25, results.Count(r => r.MaySend));
        Assert.All(results.Where(r => !r.MaySend), r => Assert.Equal(IntentDecision.Unknown, r.Decision));
        Assert.Equal(25, (await ReadLinesAsync()).Length);
    }

    [Fact]
    public async Task The_budget_counts_unknown_outcomes_and_measured_tokens()
    {
        var journal = Open();
        await BeginAsync(journal, "unknown");
        await CreateAsync(journal, "completed", "video_1");
        await journal.RecordTerminalAsync(TaskOf("video_1", SeedanceTaskStatus.Completed, 200_000));
        Assert.Equal(308_900, journal.Tokens);

        // The tokens of the completed task show that the model has more pixels than 720p.
        var refused = await BeginAsync(journal, "c", maximumTokens: 508_899);
        Assert.Equal(IntentDecision.OverBudget, refused.Decision);
        Assert.Equal(199_999, refused.RemainingTokens);
        Assert.InRange(refused.Quote.Tokens, 199_990, 200_000);
        Assert.True(refused.Quote.IsMeasured);
        Assert.True((await BeginAsync(journal, "c", maximumTokens: 508_900)).MaySend);
    }

    [Fact]
    public async Task The_budget_holds_for_concurrent_requests_of_several_processes()
    {
        CreationJournal[] journals = [Open(), Open()];
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => BeginAsync(journals[i % 2], $"k{i}", maximumTokens: 10 * 108_900))));

        Assert.Equal(10, results.Count(r => r.MaySend));
        Assert.Equal(30, results.Count(r => r.Decision == IntentDecision.OverBudget));
    }

    [Fact]
    public async Task Outcomes_are_recorded_once_and_only_for_tasks_of_the_journal()
    {
        var journal = Open();
        await CreateAsync(journal, "a", "video_1");
        await CreateAsync(journal, "b", "video_2", Body("b"));
        var saved = new SavedVideo { TaskId = "video_1", Path = "/videos/x.mp4", Length = 7, Sha256 = "ab" };
        for (var i = 0; i < 2; i++)
        {
            await journal.RecordTerminalAsync(TaskOf("video_1", SeedanceTaskStatus.Completed, 5));
            await journal.RecordTerminalAsync(TaskOf("video_2", SeedanceTaskStatus.Failed));
            await journal.RecordTerminalAsync(TaskOf("video_2", SeedanceTaskStatus.Processing));
            await journal.RecordTerminalAsync(TaskOf("of another journal", SeedanceTaskStatus.Completed));
            await journal.RecordSavedAsync(saved);
        }

        Assert.Equal(
            ["intent a", "created a", "intent b", "created b", "completed a", "failed b", "saved a"],
            (await ReadLinesAsync()).Select(EventAndKey));
        var entries = Open().Entries();
        Assert.Equal([CreationState.Saved, CreationState.Failed], entries.Select(e => e.State));
        Assert.Equal(entries[0], Open().FindTask("video_1"));
        // A failed task may have cost the quoted tokens: an unknown cost is not 0.
        Assert.Equal([5, 108_900], entries.Select(e => e.Tokens));
    }

    [Fact]
    public async Task An_incomplete_last_line_is_kept_and_skipped()
    {
        await CreateAsync(Open(), "a", "video_1");
        var whole = await ReadTextAsync();
        await AppendTextAsync("""{"v":1,"event":"created","key":"b","id":"vid""");

        var journal = Open();
        Assert.Equal(IntentDecision.Recorded, (await BeginAsync(journal, "a")).Decision);
        Assert.True((await BeginAsync(journal, "b")).MaySend);
        Assert.Equal(1, journal.UnreadableLines);
        var text = await ReadTextAsync();
        Assert.StartsWith(
            whole + """{"v":1,"event":"created","key":"b","id":"vid""" + "\n"
            + """{"v":1,"event":"intent","key":"b",""",
            text, StringComparison.Ordinal);
        Assert.Equal(4, Open().Entries().Count + Open().UnreadableLines + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_line_truncated_at_any_byte_affects_no_other_line(int step)
    {
        await CreateAsync(Open(), "a", "video_1");
        var whole = await ReadBytesAsync();
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first; length < whole.Length; length += 1 + step)
        {
            await WriteBytesAsync(whole[..length]);
            var journal = CreationJournal.Open(JournalPath, cancellationToken: Cancellation);
            var result = await BeginAsync(journal, "a");
            // A line that lacks only its line feed is complete.
            Assert.Equal(
                length == whole.Length - 1 ? IntentDecision.Recorded : IntentDecision.Unknown, result.Decision);
            journal.Dispose();
        }
    }

    [Fact]
    public async Task Unknown_events_and_fields_are_kept_and_skipped()
    {
        await CreateAsync(Open(), "a", "video_1");
        const string Unknown = """{"v":1,"event":"archived","key":"a","to":"tape"}""";
        await AppendTextAsync(Unknown + "\n");

        Assert.Equal(CreationState.Created, Open().Find("a")!.State);
        await CreateAsync(Open(), "b", "video_2");
        Assert.Contains(Unknown, await ReadLinesAsync());
    }

    [Fact]
    public async Task A_key_of_a_later_version_is_not_sent_again()
    {
        await File.WriteAllTextAsync(JournalPath, """{"v":2,"event":"intent2","key":"a"}""" + "\n", Cancellation);
        Assert.Equal(IntentDecision.Unknown, (await BeginAsync(Open(), "a")).Decision);
    }

    [Fact]
    public async Task Lines_written_by_other_editors_are_read()
    {
        await CreateAsync(Open(), "a", "video_1");
        var lines = await ReadLinesAsync();
        await WriteBytesAsync(
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(string.Join("\r\n\r\n", lines))]);

        var entry = Open().Find("a")!;
        Assert.Equal(CreationState.Intent, entry.State);
        Assert.Equal(
            CreationState.Created, CreationJournal.OpenRead(JournalPath, cancellationToken: Cancellation)
            .Find("a")!.State);
        Assert.Equal(IntentDecision.Recorded, (await BeginAsync(Open(), "a")).Decision);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_skipped_in_bounded_memory()
    {
        await CreateAsync(Open(), "a", "video_1");
        await AppendTextAsync($"{{\"v\":1,\"event\":\"x\",\"key\":\"{new string('x', 5_000_000)}\"}}\n");
        await CreateAsync(Open(), "b", "video_2");

        var journal = Open();
        Assert.Equal(["a", "b"], journal.Entries().Select(e => e.Key));
        Assert.Equal(1, journal.UnreadableLines);
    }

    [Theory]
    [InlineData("id,prompt\n1,a cat\n")]
    [InlineData("[1,2]")]
    [InlineData("\uFEFFid,prompt\n")]
    public async Task Open_of_a_file_that_is_no_journal_is_an_error_and_changes_nothing(string content)
    {
        await File.WriteAllTextAsync(JournalPath, content, Cancellation);
        Assert.Equal(Failure.JournalInvalid, Assert.Throws<SeedanceException>(() => Open()).Failure);
        Assert.Equal(content.TrimStart('\uFEFF'), await ReadTextAsync());
    }

    [Fact]
    public void Open_in_a_missing_folder_is_an_error() => Assert.Equal(
        Failure.JournalInvalid,
        Assert.Throws<SeedanceException>(
            () => CreationJournal
            .Open(Path.Combine(Folder, "missing", "run.jsonl"), cancellationToken: Cancellation)).Failure);

    [Fact(Skip = "Windows does not delete a file that is open.", SkipWhen = nameof(IsWindows))]
    public async Task Begin_with_a_deleted_journal_fails_before_a_request()
    {
        var journal = Open();
        await CreateAsync(journal, "a", "video_1");
        File.Delete(JournalPath);

        var error = await Assert.ThrowsAsync<SeedanceException>(() => BeginAsync(journal, "b"));
        Assert.Equal(Failure.JournalFailed, error.Failure);
        Assert.Contains(JournalPath, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(JournalPath));
    }

    [Fact]
    public async Task Begin_cancelled_before_writing_leaves_no_line()
    {
        var journal = Open();
        var begin = journal
            .BeginAsync(
            new CreationIntent("a", Body(), false, DateTimeOffset.UtcNow, null), new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begin);
        Assert.Empty(await ReadTextAsync());
    }

    private static string EventAndKey(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        return $"{json.GetProperty("event").GetString()} {json.GetProperty("key").GetString()}";
    }
}
