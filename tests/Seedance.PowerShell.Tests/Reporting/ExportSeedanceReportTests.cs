using System.Management.Automation;
using System.Text.Json;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Reporting;

/// <summary>Export-SeedanceReport after the other cmdlets, over HTTP to the emulator.</summary>
public sealed class ExportSeedanceReportTests : EmulatorTest
{
    private const string MainJob = "'a', 'b', 'c', 'unknown' | Wait-SeedanceTask -Timeout 5 2>&1 | ForEach-Object {"
        + " if ($_ -is [Management.Automation.ErrorRecord]) { $_ } else { $_ | "
        + "Save-SeedanceVideo -Destination 'my videos' 2>&1 } }";

    [Fact]
    public void The_page_has_every_video_task_and_error_of_the_pipeline()
    {
        AddRun();

        var result = Engine.Run($"{MainJob} | Export-SeedanceReport -Path report.html");

        Assert.Empty(result.Errors);
        Assert.Equal(InFolder("report.html"),
            Assert.IsType<FileInfo>(Assert.Single(result.Output).BaseObject).FullName);
        var page = File.ReadAllText(InFolder("report.html"));
        Assert.Contains("href=\"my%20videos/a.mp4\"", page, StringComparison.Ordinal);
        Assert.Contains("640×360", page, StringComparison.Ordinal);
        Assert.Contains("The prompt was rejected by content review.", page, StringComparison.Ordinal);
        Assert.Contains("WaitTimedOut", page, StringComparison.Ordinal);
        Assert.All(["a", "b", "c", "unknown"],
        id => Assert.Contains($"<code>{id}</code>", page, StringComparison.Ordinal));
        AssertNoSecret(page);
    }

    [Fact]
    public void The_JSON_file_has_the_same_data()
    {
        AddRun();

        var result = Engine.Run(
            $"{MainJob} | Export-SeedanceReport -Path report.json -AsJson -PricePerMillionTokens 10");

        Assert.Empty(result.Errors);
        var text = File.ReadAllText(InFolder("report.json"));
        var json = JsonDocument.Parse(text).RootElement;
        var totals = json.GetProperty("totals");
        Assert.Equal((4, 2, 217_800), (totals.GetProperty("tasks").GetInt32(), totals.GetProperty("failed").GetInt32(),
            totals.GetProperty("tokens").GetInt32()));
        Assert.Equal(2.178m, totals.GetProperty("cost").GetDecimal());
        var videos = json.GetProperty("videos").EnumerateArray().ToDictionary(v => v.GetProperty("id").GetString()!);
        Assert.Equal(["Failed", "Error"], json.GetProperty("videos").EnumerateArray().Take(2)
            .Select(v => v.GetProperty("outcome").GetString()));
        Assert.Equal("my%20videos/a.mp4", videos["a"].GetProperty("link").GetString());
        Assert.Equal(5.042, videos["a"].GetProperty("duration").GetDouble());
        Assert.Equal(SampleVideos.WithAudio.Sha256, videos["a"].GetProperty("sha256").GetString());
        Assert.False(videos["b"].GetProperty("hasAudio").GetBoolean());
        Assert.Equal("WaitTimedOut", videos["unknown"].GetProperty("errorId").GetString());
        Assert.NotEqual("", videos["unknown"].GetProperty("nextStep").GetString());
        AssertNoSecret(text);
    }

    [Fact]
    public void The_report_has_prompt_key_and_requested_length_of_created_tasks()
    {
        var result = Engine.Run("""
            New-SeedanceTask -Prompt '<b>A "red" kite</b>' -Key 'shot 7' -Duration 4 -GenerateAudio true `
                -Journal run.jsonl |
                Save-SeedanceVideo -Wait -Journal run.jsonl | Export-SeedanceReport report.json -AsJson
            """);

        Assert.Empty(result.Errors);
        var video = JsonDocument.Parse(File.ReadAllText(InFolder("report.json"))).RootElement.GetProperty("videos")[0];
        Assert.Equal("<b>A \"red\" kite</b>|shot 7|Saved",
            $"{video.GetProperty("prompt")}|{video.GetProperty("key")}|{video.GetProperty("outcome")}");
        Assert.Equal((4, true),
            (video.GetProperty("requestedDuration").GetDouble(), video.GetProperty("requestedAudio").GetBoolean()));
    }

    [Fact]
    public void Journal_input_reports_the_whole_run()
    {
        Engine.Run("""
            New-SeedanceTask -Prompt 'A kite' -Key kite -Journal run.jsonl |
                Save-SeedanceVideo -Wait -Journal run.jsonl -Destination videos
            New-SeedanceTask -Prompt 'A boat' -Key boat -Journal run.jsonl |
                Save-SeedanceVideo -Wait -Journal run.jsonl -Destination far/away
            New-SeedanceTask -Prompt 'A fish' -Key fish -Journal run.jsonl
            """);

        var result = Engine.Run(
            "'json', 'html' | ForEach-Object { Export-SeedanceReport report.$_ -Journal run.jsonl -AsJson:($_ -eq "
            + "'json') }");

        Assert.Empty(result.Errors);
        var videos = JsonDocument.Parse(File.ReadAllText(InFolder("report.json"))).RootElement.GetProperty("videos")
            .EnumerateArray()
            .ToDictionary(v => v.GetProperty("key").GetString()!);
        Assert.Equal(("Saved", "A kite"),
            (videos["kite"].GetProperty("outcome").GetString(), videos["kite"].GetProperty("prompt").GetString()));
        Assert.StartsWith("videos/", videos["kite"].GetProperty("link").GetString(), StringComparison.Ordinal);
        var kite = videos["kite"];
        Assert.Equal("seedance_2_0_pro|5.042|5",
            $"{kite.GetProperty("model")}|{kite.GetProperty("duration")}|{kite.GetProperty("requestedDuration")}");
        Assert.True(videos["kite"].TryGetProperty("tokens", out _) && videos["kite"].TryGetProperty("sha256", out _));
        Assert.Equal("Saved", videos["boat"].GetProperty("outcome").GetString());
        Assert.False(videos["boat"].TryGetProperty("link", out _));
        Assert.Equal("Pending", videos["fish"].GetProperty("outcome").GetString());
        var page = File.ReadAllText(InFolder("report.html"));
        Assert.Contains("<span class=\"elsewhere\">", page, StringComparison.Ordinal);
        AssertNoSecret(page);
    }

    [Fact]
    public void A_missing_journal_ends_the_command() =>
        Assert.StartsWith("JournalInvalid,",
            Engine.Run("Export-SeedanceReport report.html -Journal none.jsonl").TerminatingError.FullyQualifiedErrorId,
                StringComparison.Ordinal);

    [Fact]
    public void Deserialized_objects_give_the_same_report()
    {
        AddRun();
        Engine.Run("$all = 'a', 'b' | Wait-SeedanceTask | Save-SeedanceVideo; $all += Get-SeedanceTask c");

        var result = Engine.Run("""
            $all | Export-SeedanceReport before.json -AsJson
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($all)) |
                Export-SeedanceReport after.json -AsJson
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(WithoutTime("before.json"), WithoutTime("after.json"));
        Assert.Contains("\"errorId\"", WithoutTime("after.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_error_in_the_report_has_no_absolute_path()
    {
        AddTasks("a");
        File.WriteAllText(InFolder("a.mp4"), "other text");

        Engine.Run("Save-SeedanceVideo a 2>&1 | Export-SeedanceReport report.html");

        var page = File.ReadAllText(InFolder("report.html"));
        Assert.Contains("FileExists", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1..3 | Export-SeedanceReport report.html", 3)]
    [InlineData("[IO.FileInfo] 'a.mp4' | Export-SeedanceReport report.html", 1)]
    public void Other_objects_are_errors_and_the_report_is_written(string script, int errors)
    {
        var result = Engine.Run(script);

        Assert.Equal(errors, result.Errors.Count);
        Assert.All(result.Errors,
        e => Assert.StartsWith("InvalidParameter,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains("There are no videos in this report.", File.ReadAllText(InFolder("report.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_input_is_written()
    {
        var result = Engine.Run("@() | Export-SeedanceReport 'new folder/report [1].html'");

        Assert.Empty(result.Errors);
        Assert.True(File.Exists(InFolder("new folder/report [1].html")));
    }

    [Theory]
    [InlineData("$null = [IO.Directory]::CreateDirectory(\"$pwd/taken.html\"); @() | Export-SeedanceReport taken.html",
        "ReportNotWritten")]
    [InlineData("@() | Export-SeedanceReport Env:report.html", "DestinationInvalid")]
    public void A_file_that_cannot_be_written_ends_the_command(string script, string errorId)
    {
        var result = Engine.Run(script);

        Assert.StartsWith(errorId, result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.InRange(result.TerminatingError.Exception.Message.Length, 20, 250 + Folder.Length);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_an_older_report_is_replaced()
    {
        File.WriteAllText(InFolder("report.html"), "old");

        Assert.Empty(Engine.Run("@() | Export-SeedanceReport report.html -WhatIf").Output);
        Assert.Equal("old", File.ReadAllText(InFolder("report.html")));
        Engine.Run("@() | Export-SeedanceReport report.html");

        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(InFolder("report.html")), StringComparison.Ordinal);
        Assert.Equal([InFolder("report.html")], Directory.GetFiles(Folder));
    }

    private void AddRun()
    {
        AddTasks("a");
        Emulator.Add(new EmulatedTask("b") { Video = SampleVideos.NoAudioMoovLast });
        Emulator.Add(new EmulatedTask("c") { Outcome = Outcome.Failed, QueryFaults = [Fault.Always("error-object")] });
    }

    private string WithoutTime(string file) =>
        string.Join('\n', File.ReadLines(InFolder(file))
            .Where(l => !l.Contains("\"written\"", StringComparison.Ordinal)));

    private void AssertNoSecret(string text)
    {
        Assert.DoesNotContain("emulator-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Tos", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Emulator.Origin.Host, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Folder.Replace("/", "\\/", StringComparison.Ordinal), text, StringComparison.Ordinal);
    }
}
