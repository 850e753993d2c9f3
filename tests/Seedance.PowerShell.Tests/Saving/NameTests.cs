using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>File names made from tasks: valid, unique, and never outside the destination.</summary>
public sealed class NameTests : SavingTest
{
    [Fact]
    public void A_template_numbers_files_in_the_order_of_the_input()
    {
        foreach (var id in (string[])["a", "b"])
            Emulator.Add(new EmulatedTask(id)
            {
                Created = new DateTimeOffset(2026, 3, 30, 2, 12, 4, TimeSpan.Zero),
                ProcessingPolls = id == "a" ? 5 : 0,
            });

        var result = Engine.Run(
            "'a', 'b' | Save-SeedanceVideo -Wait -FileName '{Created:yyyyMMdd-HHmm} {Model} {Index} {Id}.mp4'");

        Assert.Empty(result.Errors);
        Assert.Equal(
            ["20260330-0212 seedance_2_0_fast 0001 a.mp4", "20260330-0212 seedance_2_0_fast 0002 b.mp4"], Files());
    }

    [Theory]
    [InlineData("Get-SeedanceTask a, b | Save-SeedanceVideo -FileName { 'clip-' + $_.Id }")]
    [InlineData("'a', 'b' | Save-SeedanceVideo -FileName { 'clip-' + $_ }")]
    public void A_script_block_returns_the_name_for_each_object(string command)
    {
        AddTasks("a", "b");
        var result = Engine.Run(command);
        Assert.Empty(result.Errors);
        Assert.Equal(["clip-a.mp4", "clip-b.mp4"], Files());
    }

    [Theory]
    [InlineData("same.mp4")]
    [InlineData("{Model}.mp4")]
    public void Two_tasks_with_one_name_are_an_error_for_the_second_without_a_download(string fileName)
    {
        AddTasks("a", "b");

        var result = Engine.Run($"Get-SeedanceTask a, b | Save-SeedanceVideo -FileName '{fileName}'");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("FileNameConflict,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("b", error.TargetObject);
        Assert.Equal(0, Emulator.CountDownloads("b"));
        Assert.Single(result.Output);
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_a_conflict()
    {
        AddTasks("a", "A");
        var result = Engine.Run("'a', 'A' | Save-SeedanceVideo");
        Assert.StartsWith(
            "FileNameConflict,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.mp4")]
    [InlineData("sub/evil.mp4")]
    [InlineData("/tmp/evil.mp4")]
    [InlineData("..\\evil.mp4")]
    [InlineData("..")]
    public void A_name_that_would_leave_the_destination_is_an_error_without_a_download(string fileName)
    {
        AddTasks("a");
        var result = Engine.Run($"Save-SeedanceVideo a -Destination out -FileName '{fileName}'");
        Assert.StartsWith(
            "FileNameInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(0, Emulator.CountDownloads("a"));
        Assert.Equal(["out"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFiles(InFolder("out")));
    }

    [Theory]
    [InlineData("../../etc/passwd", ".._.._etc_passwd~3754d6.mp4")]
    [InlineData("a:b", "a_b~6783a3.mp4")]
    [InlineData("a_b", "a_b.mp4")]
    [InlineData("con", "_con~1143da.mp4")]
    [InlineData("v1.5", "v1.5.mp4")]
    [InlineData("旅行 🎬", "旅行 🎬.mp4")]
    [InlineData("\u202Egpj.exe", "_gpj.exe~3574bc.mp4")]
    public void Any_id_gives_a_name_that_every_system_accepts(string id, string expected)
    {
        AddTasks(id);
        var result = Engine.Run("$input | Save-SeedanceVideo", id);
        Assert.Empty(result.Errors);
        Assert.Equal([expected], Files());
    }

    [Fact]
    public void A_very_long_id_is_truncated_with_space_for_the_suffixes()
    {
        var id = string.Concat(Enumerable.Repeat("旅", 400));
        Emulator.Add(new EmulatedTask(id) { VideoFaults = [Fault.Of("truncate", 1, "0.5")] });
        var result = Engine.Run("$input | Save-SeedanceVideo -Metadata", id);
        Assert.Empty(result.Errors);
        Assert.Equal(2, Files().Count);
    }

    [Fact]
    public void A_path_longer_than_260_characters_works()
    {
        AddTasks("a");
        var folder = string.Join('/', Enumerable.Repeat(new string('d', 60), 6));
        var result = Engine.Run($"Save-SeedanceVideo a -Destination '{folder}'");
        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Folder, folder, "a.mp4")));
    }

    [Theory]
    [InlineData("'a', 'b' | Save-SeedanceVideo -FileName clip")]
    [InlineData("'a', 'b' | Save-SeedanceVideo -FileName clip -ThrottleLimit 1 -Wait")]
    [InlineData("Get-SeedanceTask a, b | Save-SeedanceVideo -FileName clip")]
    public void A_failed_task_releases_its_name_for_the_next(string command)
    {
        Emulator.Add(new EmulatedTask("a") { Outcome = Outcome.Failed });
        AddTasks("b");

        var result = Engine.Run(command);

        Assert.StartsWith("TaskFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(result.Column<string>("TaskId")));
        Assert.Equal(["clip.mp4"], Files());
    }

    [Fact]
    public void A_destination_with_a_NUL_is_a_terminating_error_with_its_name()
    {
        AddTasks("a");
        var result = Engine.Run("Save-SeedanceVideo a -Destination \"vid`0eos\"");
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("vid?eos'", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData("videos [1]")]
    [InlineData("a`b")]
    [InlineData("$x")]
    public void A_destination_is_literal_and_relative_to_the_current_location(string folder)
    {
        AddTasks("a");
        var result = Engine.Run(
            "$folder = $input | ForEach-Object { $_ }; Save-SeedanceVideo a -Destination $folder", folder);
        Assert.Empty(result.Errors);
        Assert.True(File.Exists(Path.Combine(Folder, folder, "a.mp4")));
    }

    [Fact]
    public void A_tilde_in_the_destination_is_the_home_folder()
    {
        AddTasks("a");
        var result = Engine.Run(
            "$ExecutionContext.SessionState.Provider.GetOne('FileSystem').Home = $input | ForEach-Object { $_ }; "
            + "Save-SeedanceVideo a -Destination ~/videos",
            InFolder("home"));
        Assert.Empty(result.Errors);
        Assert.True(File.Exists(InFolder("home/videos/a.mp4")));
    }

    private List<string?> Files() =>
        [.. Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
