using System.Text.Json;
using Seedance.Emulator;

namespace Seedance.PowerShell.Tests.Creating;

/// <summary>The journal in the pipeline: Get, Wait and Save with -Journal, names and metadata.</summary>
public sealed class JournalPipelineTests : CreatingTest
{
    [Fact]
    public void A_video_is_named_after_key_and_prompt_and_its_metadata_hold_the_request()
    {
        var result = Engine.Run("""
            [pscustomobject]@{
                Key = 'shot/1'; Prompt = "A cat   on a roof, at night"
                FirstImage = 'https://h/cat.png?Signature=secret'
            } |
                New-SeedanceTask -Journal run.jsonl |
                Save-SeedanceVideo -Wait -FileName '{Key} {Prompt:15}' -Metadata -Journal run.jsonl
            """);

        Assert.Empty(result.Errors);
        var path = InFolder("shot_1 A cat on a roof.mp4");
        Assert.Equal([path], result.Column<string>("Path"));
        var metadata = File.ReadAllText(path + ".json");
        var request = JsonDocument.Parse(metadata).RootElement;
        Assert.Equal("shot/1", request.GetProperty("key").GetString());
        Assert.Equal("A cat   on a roof, at night", request.GetProperty("request").GetProperty("prompt").GetString());
        Assert.DoesNotContain("secret", metadata, StringComparison.Ordinal);
        Assert.Equal(["intent shot/1", "created shot/1", "completed shot/1", "saved shot/1"], Events());
        var saved = Lines()[^1];
        Assert.Equal(Path.GetFileName(path), saved.GetProperty("file").GetString());
        Assert.Equal(result.Column<string>("Sha256")[0], saved.GetProperty("sha256").GetString());
        Assert.Equal(new FileInfo(path).Length, saved.GetProperty("length").GetInt64());
        Assert.Equal(108_900, Lines()[2].GetProperty("tokens").GetInt64());
    }

    [Fact]
    public void An_interrupted_run_is_finished_from_its_journal_alone()
    {
        Fault = (prompt, _) => prompt == "lost" ? Seedance.Emulator.Fault.Of("response-lost") : null;
        Created = task => Creations == 1 ? task with { Outcome = Outcome.Failed, Error = "no" } : task;
        Engine.Run("'one', 'two', 'three', 'lost' | New-SeedanceTask -Journal run.jsonl -ThrottleLimit 1");

        var result = Engine
            .Run(
                "Get-SeedanceTask -Journal run.jsonl | "
                + "Save-SeedanceVideo -Wait -Journal run.jsonl -FileName '{Prompt}'");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal(
            ["CreationUnknown", "TaskFailed"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0])
            .Order());
        Assert.Equal(2, Directory.GetFiles(Folder, "*.mp4").Length);
        Assert.Contains(InFolder("three.mp4"), Directory.GetFiles(Folder));

        // Saved tasks are not listed any more; failed ones are, without a request.
        var requests = Emulator.Requests.Count;
        var list = Engine.Run("Get-SeedanceTask -Journal run.jsonl");
        Assert.Equal(["Failed"], list.Column<string>("Status"));
        Assert.Equal(["no"], list.Column<string>("Error"));
        Assert.StartsWith(
            "CreationUnknown,", Assert.Single(list.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(requests, Emulator.Requests.Count);
    }

    [Fact]
    public void A_recorded_save_is_skipped_even_without_its_file_unless_Force_is_given()
    {
        const string Line = "New-SeedanceTask 'A cat' -Journal run.jsonl | Save-SeedanceVideo -Wait -Journal run.jsonl";
        var path = Engine.Run(Line).Column<string>("Path").Single();
        var id = Path.GetFileNameWithoutExtension(path);
        File.Delete(path);

        var again = Engine.Run(Line);
        Assert.Empty(again.Errors);
        Assert.Equal((true, path), (again.Column<bool>("Skipped").Single(), again.Column<string>("Path").Single()));
        Assert.Equal((1, false), (Emulator.CountDownloads(id), File.Exists(path)));

        Assert.False(Engine.Run(Line + " -Force").Column<bool>("Skipped").Single());
        Assert.Equal((2, true), (Emulator.CountDownloads(id), File.Exists(path)));
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void Wait_records_outcomes_and_returns_key_and_prompt_by_id_too()
    {
        Created = task => Creations == 0 ? task with { Outcome = Outcome.Failed, Error = "no" } : task;
        var ids = Engine
            .Run("New-SeedanceTask one -Key 1 -Journal run.jsonl; New-SeedanceTask two -Key 2 -Journal run.jsonl")
            .Column<string>("Id");

        var result = Engine.Run($"'{ids[0]}', '{ids[1]}' | Wait-SeedanceTask -Journal run.jsonl");

        Assert.Equal(
            ["1 one", "2 two"], result.Column<string>("Key").Zip(result.Column<string>("Prompt"), (k, p) => $"{k} {p}")
            .Order());
        Assert.Equal(["completed 2", "failed 1"], Events()[4..].Order());
    }

    [Fact]
    public void A_URL_that_expires_soon_is_a_warning()
    {
        Created = task => task with { UrlLifetime = TimeSpan.FromMinutes(30) };
        var id = Engine.Run("New-SeedanceTask one -Journal run.jsonl").Column<string>("Id").Single();

        var warning = Assert.Single(Engine.Run("Get-SeedanceTask -Journal run.jsonl").Warnings);
        Assert.Contains(id, warning, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Tos", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-SeedanceTask -Journal missing.jsonl")]
    [InlineData("Wait-SeedanceTask x -Journal missing.jsonl")]
    [InlineData("Save-SeedanceVideo x -Journal missing.jsonl")]
    public void A_missing_journal_ends_the_command(string script)
    {
        var result = Engine.Run(script);
        Assert.StartsWith("JournalInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }
}
