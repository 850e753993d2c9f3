using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>The views of tasks and saved videos on a screen of 80 or 120 columns.</summary>
public sealed partial class ViewTests : EmulatorTest
{
    private const string Id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";

    [Theory]
    [InlineData(80, false)]
    [InlineData(120, true)]
    public void The_table_of_tasks_has_the_whole_id_on_one_line_at_width(int width, bool hasTokens)
    {
        Emulator.Add(new EmulatedTask(Id) { Model = "seedance_2_0_fast_pro", TotalTokens = 1234567 });

        var lines = Show(width, $"Get-SeedanceTask {Id}");

        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        string[] columns = ["Status", "Model", "Age", "Length", "Valid", "Id"];
        Assert.Equal(hasTokens ? [.. columns, "Tokens"] : columns, Columns(lines[0]));
        var row = Assert.Single(lines.Skip(2));
        var tokens = hasTokens ? "  1.23M" : "";
        Assert.Matches($@"^Completed  fast_pro  \ds  5\.04s   23h {Id}{tokens}$", row);
    }

    [Theory]
    [InlineData("seedance_2_0", "2_0")]
    [InlineData("seedance_2_0_fast", "fast")]
    [InlineData("seedance_2_0_fast_pro", "fast_pro")]
    [InlineData("seedance_2_5_pro", "2_5_pro")]
    [InlineData("seedance_2_0_", "2_0_")]
    [InlineData("seedance_", "seedanc…")]
    [InlineData("wan_2_2", "wan_2_2")]
    [InlineData("a_model_with_a_long_name", "a_model…")]
    [InlineData("models\ud83c\udfac\ud83c\udfac", "models…")]
    [InlineData("", "")]
    public void The_table_shows_the_model_without_its_family_in_eight_characters(string model, string expected) =>
        Assert.Equal(expected, Display($"Model([pscustomobject]@{{ Model = '{model}' }})"));

    [Fact]
    public void An_id_that_is_longer_than_its_column_is_wrapped_and_not_cut()
    {
        var id = "proj_" + new string('x', 60);
        AddTasks(id);

        var lines = Show(80, $"Get-SeedanceTask {id}");

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.EndsWith(id, string.Concat(lines.Skip(2).Select(l => l.Trim())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void A_task_of_each_status_is_one_line_with_the_whole_id_at_width(int width)
    {
        string[] statuses = ["Unknown", "Queued", "Processing", "Completed", "Failed", "Cancelled", "Expired"];
        var ids = statuses.ToDictionary(s => s, _ => $"video_{Guid.NewGuid()}");
        var created = DateTimeOffset.UtcNow.AddDays(-40);
        foreach (var (status, id) in ids)
        {
            Emulator.Add(new EmulatedTask(id)
            {
                Model = "seedance_2_0_pro",
                Created = created,
                ActualDuration = 15.04,
                QueryFaults = [Fault.Always("synonyms", status == "Unknown" ? "waiting_for_review" : status)],
            });
        }

        var lines = Show(
            width, $"Get-SeedanceTask {string.Join(',', ids.Values)} -WarningAction SilentlyContinue");

        Assert.Equal(2 + ids.Count, lines.Count);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(ids.Zip(lines.Skip(2)), row => Assert.Matches(
            $@"^{row.First.Key,-10} pro      40d (15\.04s)?.* {row.First.Value}( +108900)?$", row.Second));
    }

    [Fact]
    public void Tasks_show_their_age_and_finished_ones_the_length_of_their_video_too()
    {
        Emulator.Add(new EmulatedTask("pending") { QueuedPolls = 9, Created = DateTimeOffset.UtcNow.AddHours(-26) });
        Emulator.Add(new EmulatedTask("failed")
        {
            Outcome = Outcome.Failed,
            Created = DateTimeOffset.UtcNow.AddDays(-12),
        });
        AddTasks("completed");

        var lines = Show(120, "Get-SeedanceTask pending, failed, completed");

        Assert.Matches(@"^Queued +fast +1d +pending$", lines[2]);
        Assert.Matches(@"^Failed +fast +12d +failed$", lines[3]);
        Assert.Matches(@"^Completed +fast +\d+s +5.04s +23h +completed +108900$", lines[4]);
    }

    [Fact]
    public void An_expired_URL_is_shown_as_no_longer_valid()
    {
        Emulator.Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.Zero });

        Assert.Matches(@" no a$", Show(80, "Get-SeedanceTask a")[2]);
    }

    [Fact]
    public void A_row_is_shown_before_the_next_object_exists()
    {
        AddTasks("first", "second");
        var host = new ScreenHost(120);
        IReadOnlyList<string> seen = [];
        using var engine = new Engine(Emulator, Folder, host);
        engine.Session.SetVariable("look", new Action(() => seen = host.Lines));

        engine.Run("& { Get-SeedanceTask first; $look.Invoke(); Get-SeedanceTask second } | Out-Default");

        Assert.Contains(" first ", seen[^1], StringComparison.Ordinal);
        Assert.Contains(" second ", host.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void The_table_of_saved_videos_has_readable_sizes_and_the_whole_path_at_width(int width)
    {
        Emulator.Add(new EmulatedTask(Id) { Video = SampleVideos.NoAudioMoovLast });

        var saved = Show(width, $"Save-SeedanceVideo {Id}");
        var skipped = Show(width, $"Save-SeedanceVideo {Id}");

        Assert.All(saved, line => Assert.True(line.Length <= width, line));
        Assert.Equal(["Size", "Result", "Path"], Columns(saved[0]));
        Assert.StartsWith(
            "  75.1 KB Saved   /", saved[2].Replace(Path.GetPathRoot(Folder)!, "/", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.StartsWith("  75.1 KB Skipped ", skipped[2], StringComparison.Ordinal);
        Assert.EndsWith(
            InFolder($"{Id}.mp4"), string.Concat(saved.Skip(2).Select(line => line[18..])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(2_097_152, "2.0 MB")]
    [InlineData(5_000_000_000, "4.7 GB")]
    public void Sizes_are_shown_in_a_suitable_unit(long bytes, string expected) =>
        Assert.Equal(expected, Convert.ToString(Display($"Size({bytes})"), CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("-00:00:05", "0s")]
    [InlineData("00:00:59", "59s")]
    [InlineData("00:02:41", "2m")]
    [InlineData("23:59:59", "23h")]
    [InlineData("3.04:00:00", "3d")]
    [InlineData("99.23:59:59", "99d")]
    [InlineData("100.00:00:00", "14w")]
    [InlineData("699.00:00:00", "99w")]
    [InlineData("700.00:00:00", "1y")]
    [InlineData("99999.00:00:00", "99y")]
    public void Durations_are_shown_in_their_largest_unit(string time, string expected) =>
        Assert.Equal(expected, Display($"Span('{time}')"));

    [Fact]
    public void The_list_view_has_every_property_of_a_task()
    {
        AddTasks("a");
        var format = XDocument.Load(Path.Combine(Path.GetDirectoryName(Engine.ModulePath)!, "Seedance.Format.ps1xml"));
        var listed = format.Descendants("ListItem")
            .Select(item => (item.Element("PropertyName") ?? item.Element("Label"))!.Value);

        var task = Assert.Single(Engine.Run("Get-SeedanceTask a").Output);

        Assert.Equal(task.Properties.Select(p => p.Name).Order(), listed.Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_list_view_hides_the_query_of_the_URL_and_the_property_has_it(bool isDeserialized)
    {
        AddTasks("a");
        var task = isDeserialized ? RoundTrip("Get-SeedanceTask a") : "Get-SeedanceTask a";

        var result = Engine.Run(
            $"$task = {task}; [Seedance.PowerShell.Views.DisplayText]::VideoUrl($task); $task.VideoUrl");

        Assert.Matches(@"^http://127\.0\.0\.1:\d+/[^?]+\?…$", (string)result.Output[0].BaseObject);
        Assert.Contains("X-Tos-Signature=", $"{result.Output[1]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-SeedanceTask a", "Id,Status,Model,Created,ActualDuration,TotalTokens,VideoUrlExpires,Error")]
    [InlineData("Save-SeedanceVideo a", "TaskId,Path,Length,Duration,Width,Height,Sha256,Skipped")]
    public void The_property_set_for_reports_exists_after_serialization_too(string command, string columns)
    {
        AddTasks("a");

        var result = Engine.Run(
            $"({command}), ({RoundTrip(command)}) | "
            + $"ForEach-Object {{ $_.psobject.Members['Summary'].ReferencedPropertyNames -join ',' }}");

        Assert.Equal([columns, columns], result.Output.Select(o => (string)o.BaseObject));
    }

    [Fact]
    public void No_column_of_a_report_is_a_type_name_or_occurs_twice()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Always("extra-fields")] });

        var result = Engine.Run("($task = Get-SeedanceTask a); $task | Save-SeedanceVideo");

        Assert.Equal(2, result.Output.Count);
        Assert.All(result.Output.SelectMany(o => o.Properties),
            p =>
                Assert.DoesNotMatch(@"^(System|Seedance)\.", Convert.ToString(p.Value, CultureInfo.InvariantCulture)!));
        Assert.StartsWith(
            "progress=42; amount=0.35; ", result.Output[0].Properties["AdditionalProperties"].Value.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(
            "TaskId,Path,Length,Sha256,Skipped,Duration,Width,Height,FrameRate,VideoCodec,AudioCodec,HasAudio,Task",
            string.Join(',', result.Output[1].Properties.Select(p => p.Name)));
        // Hidden, but available for binding by property name.
        Assert.Equal(InFolder("a.mp4"), result.Output[1].Properties["PSPath"].Value);
        Assert.Equal(InFolder("a.mp4"), result.Output[1].Properties["FullName"].Value);
    }

    [Theory]
    [InlineData("Get-SeedanceTask a")]
    [InlineData("Save-SeedanceVideo a")]
    public void A_deserialized_object_is_shown_like_the_original(string command)
    {
        // Two days old: its age in the table does not change between the two commands.
        Emulator.Add(new EmulatedTask("a") { Created = DateTimeOffset.UtcNow.AddDays(-2).AddMinutes(-30) });
        Engine.Run("Save-SeedanceVideo a");

        Assert.Equal(Show(120, command), Show(120, RoundTrip(command)));
    }

    private static string RoundTrip(string command) =>
        $"[Management.Automation.PSSerializer]::Deserialize("
        + $"[Management.Automation.PSSerializer]::Serialize(({command})))";

    [GeneratedRegex(@"\e\[[\d;]*m")]
    private static partial Regex Style();

    private static string[] Columns(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private object? Display(string call) =>
        Assert.Single(Engine.Run($"[Seedance.PowerShell.Views.DisplayText]::{call}").Output).BaseObject;

    private IReadOnlyList<string> Show(int width, string command)
    {
        var host = new ScreenHost(width);
        using var engine = new Engine(Emulator, Folder, host);
        var result = engine.Run($"{command} | Out-Default");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        // The engine shows bold headers on a host without colors too.
        return [.. host.Lines.Select(l => Style().Replace(l, "").TrimEnd())];
    }
}
