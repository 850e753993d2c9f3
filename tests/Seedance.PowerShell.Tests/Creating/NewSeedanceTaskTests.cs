using Seedance.Emulator;
using Seedance.PowerShell.Tests.Credentials;
using Seedance.PowerShell.Tests.Saving;

namespace Seedance.PowerShell.Tests.Creating;

/// <summary>New-SeedanceTask in the real engine against an emulator.</summary>
public sealed class NewSeedanceTaskTests : CreatingTest
{
    // All values are text, as from Import-Csv.
    private const string Csv = """
        $rows = @(
            [pscustomobject]@{
                custom_id = 'cat'; prompt = 'A cat'; duration = '4'; aspect_ratio = '9:16'
                first_image = 'https://h/cat.png'
                generateAudio = 'true'; referenceVideos = ''; model = ''
            }
            [pscustomobject]@{
                custom_id = 'dog'; prompt = 'A dog'; duration = ''; aspect_ratio = ''; first_image = ''
                generateAudio = ''; referenceVideos = 'https://h/1.mp4 https://h/2.mp4'; model = 'seedance_2_0'
            })
        """;

    [Fact]
    public void Rows_of_a_csv_become_tasks_with_key_and_prompt()
    {
        var result = Engine.Run(Csv + "\n$rows | New-SeedanceTask -Journal run.jsonl");

        Assert.Empty(result.Errors);
        Assert.Equal(["cat", "dog"], result.Column<string>("Key").Order());
        Assert.Equal(["A cat", "A dog"], result.Column<string>("Prompt").Order());
        Assert.Equal(Emulator.CreatedTasks.Select(t => t.Id).Order(), result.Column<string>("Id").Order());
        Assert.All(result.Column<string>("Status"), status => Assert.Equal("Queued", status));
        var bodies = Lines().Where(l => l.GetProperty("event").GetString() == "intent")
            .Select(l => l.GetProperty("body").GetRawText()).Order();
        Assert.Equal(
            [
                """{"aspect_ratio":"16:9","duration":5,"model":"seedance_2_0","prompt":"A dog","referenceVideos":"""
                    + """["https://h/1.mp4","https://h/2.mp4"]}""",
                """{"aspect_ratio":"9:16","duration":"""
                    + """4,"first_image":"https://h/cat.png","generateAudio":"""
                    + """true,"model":"seedance_2_0_pro","prompt":"A cat"}""",
            ],
            bodies);
    }

    [Fact]
    public void The_same_line_again_gives_the_same_tasks_without_a_request()
    {
        const string Line = "'A cat', 'A dog', 'A cat' | New-SeedanceTask -Journal run.jsonl";
        var first = Engine.Run(Line);
        var second = Engine.Run(Line);

        Assert.Empty(second.Errors);
        Assert.Equal(first.Column<string>("Id").Order(), second.Column<string>("Id").Order());
        Assert.Equal((3, 3), (Posts, Creations));
    }

    [Fact]
    public void All_problems_of_a_row_are_one_error_and_the_other_rows_continue()
    {
        var result = Engine.Run("""
            [pscustomobject]@{
                Prompt = ''; Duration = 99; LastImage = 'C:\cat.png'; GenerateAudio = 'perhaps'
                Model = 'seedance_2_0_fast'
            },
            [pscustomobject]@{ Prompt = 'A cat' } | New-SeedanceTask -Journal run.jsonl
            """);

        var error = AssertError(result, "RequestInvalid", "row 1");
        Assert.All(
            ["prompt is empty", "99 s", "last image needs", "local path", "GenerateAudio", "needs a reference video"],
            problem => Assert.Contains(problem, error.Exception.Message, StringComparison.Ordinal));
        Assert.Equal("A cat", Assert.Single(result.Output).Properties["Prompt"].Value);
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void An_object_without_a_prompt_is_an_error()
    {
        var result = Engine.Run("[pscustomobject]@{ Text = 'A cat' } | New-SeedanceTask -Journal run.jsonl");

        Assert.Single(result.Errors);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public void Count_creates_several_tasks_of_a_row_with_keys_of_their_own()
    {
        var result = Engine.Run("New-SeedanceTask 'A cat' -Key cat -Count 3 -Journal run.jsonl");

        Assert.Equal(["cat", "cat#2", "cat#3"], result.Column<string>("Key").Order());
        Assert.Equal(3, Creations);
    }

    [Fact]
    public void AdditionalProperty_is_merged_into_the_body()
    {
        Engine.Run("""
            New-SeedanceTask 'A cat' -Journal run.jsonl -AdditionalProperty @{
                seed = 7; list = 1, 'two'; map = [pscustomobject]@{ a = $true }; duration = 10
            }
            """);

        Assert.Equal(
            """{"aspect_ratio":"16:9","duration":10,"list":"""
                + """[1,"two"],"map":{"a":true},"model":"seedance_2_0_pro","prompt":"A cat","seed":7}""",
            Lines()[0].GetProperty("body").GetRawText());
        Assert.Equal(216_900, Lines()[0].GetProperty("tokens").GetInt64());
    }

    [Fact]
    public void WhatIf_sends_and_writes_nothing_and_shows_each_quote_and_the_sum()
    {
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);

        var result = engine
            .Run(Csv + "\n$rows | New-SeedanceTask -Journal run.jsonl -WhatIf -PricePerMillionTokens 10");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(0, Posts);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
        Assert.Contains("87,300 tokens = 0.87 (4 s, 9:16, 720p assumed)", host.Transcript, StringComparison.Ordinal);
        Assert.Contains(
            "108,900 tokens = 1.09 (5 s, 16:9, 720p assumed, more for the reference videos)", host.Transcript,
            StringComparison.Ordinal);
        Assert.Contains("2 tasks for 196,200 tokens = 1.96", host.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_after_a_run_quotes_only_unsent_requests()
    {
        Engine.Run("New-SeedanceTask 'A cat' -Journal run.jsonl");
        var before = File.ReadAllText(Journal);

        var result = Engine
            .Run(
                "'A cat', 'A dog', 'A cow' | "
                + "New-SeedanceTask -Journal run.jsonl -WhatIf -Verbose -MaximumTokens 217800");

        var refused = AssertError(result, "BudgetReached", result.Errors[0].TargetObject.ToString()!);
        Assert.Contains("needs 108,900 tokens, and 0 are left", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(result.Verbose, v => v.Contains("its task exists already", StringComparison.Ordinal));
        Assert.Contains(
            result.Verbose, v =>
            v.StartsWith(
            "In all 1 tasks for 108,900 tokens; the journal then counts 217,800", StringComparison.Ordinal));
        Assert.Equal((1, before), (Posts, File.ReadAllText(Journal)));
    }

    [Fact]
    public void Confirm_prompts_once_per_task_and_not_for_existing_tasks()
    {
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);
        engine.Run("New-SeedanceTask 'A cat' -Journal run.jsonl");

        var result = engine.Run("'A cat', 'A dog' | New-SeedanceTask -Journal run.jsonl -Confirm");

        Assert.Equal((1, 2), (host.Prompts, result.Output.Count));
    }

    [Fact]
    public void The_budget_applies_to_the_journal_not_to_the_call()
    {
        Fault = (prompt, _) => prompt == "lost" ? ResponseLost : null;
        Engine.Run("New-SeedanceTask lost -Journal run.jsonl");

        var result = Engine
            .Run("'A cat', 'A dog' | New-SeedanceTask -Journal run.jsonl -MaximumTokens 300000 -ThrottleLimit 1");

        Assert.Single(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("BudgetReached,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("82,200 are left", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, Posts);
    }

    [Fact]
    public void A_lost_response_is_an_error_with_key_time_and_recommended_action()
    {
        Fault = (_, request) => request == 1 ? ResponseLost : null;
        AssertError(Engine.Run("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl"), "CreationUnknown", "cat");

        var again =
            AssertError(Engine.Run("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl"), "CreationUnknown", "cat");
        Assert.Matches(@"'cat' was sent at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", again.Exception.Message);
        Assert.Contains("console", again.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Resubmit", again.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(again.Exception.Message.Length, 1, 250);
        Assert.Equal(1, Posts);

        Assert.Single(Engine.Run("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl -Resubmit").Output);
        Assert.Equal(["intent cat", "unknown cat", "intent cat", "created cat"], Events());
    }

    [Fact]
    public void The_key_of_another_request_is_an_error()
    {
        Engine.Run("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl");
        AssertError(
            Engine.Run("New-SeedanceTask 'A cat' -Duration 6 -Key cat -Journal run.jsonl"), "KeyConflict", "cat");
        Assert.Equal(1, Posts);
    }

    [Theory]
    [InlineData("-Journal ''", "ParameterArgumentValidationError,")]
    [InlineData("-Journal missing/run.jsonl", "JournalInvalid,")]
    [InlineData("-Journal variable:x", "JournalInvalid,")]
    [InlineData("-Journal prompts.csv", "JournalInvalid,")]
    public void An_invalid_journal_ends_the_command_before_a_request(string journal, string id)
    {
        File.WriteAllText(InFolder("prompts.csv"), "prompt\nA cat\n");
        var result = Engine.Run($"New-SeedanceTask 'A cat' {journal}");

        Assert.StartsWith(id, result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(0, Posts);
        Assert.Equal("prompt\nA cat\n", File.ReadAllText(InFolder("prompts.csv")));
    }

    [Fact(Skip = SmallDisk.Reason, SkipUnless = nameof(TestSystem.MayMount), SkipType = typeof(TestSystem))]
    public void A_full_disk_fails_before_the_request()
    {
        using var disk = SmallDisk.Mount(InFolder("disk"), 1);
        using (var filler = File.Create(InFolder("disk/filler")))
        {
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    filler.Write(block);
                    filler.Flush();
                }
            }
            catch (IOException)
            {
                // The disk is full.
            }
        }

        var result = Engine.Run("'A cat', 'A dog' | New-SeedanceTask -Journal disk/run.jsonl");

        Assert.Equal(2, result.Errors.Count);
        Assert.All(
            result.Errors, e => Assert.StartsWith("JournalFailed,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains("the disk is full", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, Posts);
    }

    [Fact(Skip = SmallDisk.Reason, SkipUnless = nameof(TestSystem.MayMount), SkipType = typeof(TestSystem))]
    public void A_read_only_journal_fails_before_the_request()
    {
        using var disk = SmallDisk.Mount(InFolder("disk"), 1);
        File.WriteAllText(InFolder("disk/run.jsonl"), "");
        disk.MakeReadOnly();

        var result = Engine.Run("New-SeedanceTask 'A cat' -Journal disk/run.jsonl");

        Assert.StartsWith("JournalInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public async Task A_request_stopped_in_flight_is_not_sent_again_by_the_next_run()
    {
        Fault = (_, _) => Seedance.Emulator.Fault.Of("hang");
        using var shell = Engine.CreateShell("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl");
        var running = shell.InvokeAsync();
        await Emulator.WaitForCreationsAsync(1, Cancellation);
        await shell.StopAsync(null, null);
        await Assert.ThrowsAnyAsync<Exception>(() => running);

        AssertError(Engine.Run("New-SeedanceTask 'A cat' -Key cat -Journal run.jsonl"), "CreationUnknown", "cat");
        Assert.Equal(1, Posts);
    }

    private static Fault ResponseLost => Seedance.Emulator.Fault.Of("response-lost");
}
