using Seedance.Emulator;

namespace Seedance.PowerShell.Tests.Binding;

/// <summary>Binding of pipeline objects and arguments to ids. The text of an object is never sent as an id.</summary>
public sealed class TaskIdBindingTests : EmulatorTest
{
    private static readonly string[] Commands = ["Get-SeedanceTask", "Wait-SeedanceTask", "Save-SeedanceVideo"];

    private static readonly string[] Rows =
    [
        "[pscustomobject]@{ Id = 'a' }, [pscustomobject]@{ Id = 'b' }",
        "[pscustomobject]@{ TaskId = 'a' }, [pscustomobject]@{ TaskId = 'b' }",
        "[pscustomobject]@{ task_id = 'a' }, [pscustomobject]@{ task_id = 'b' }",
        "[pscustomobject]@{ ID = 'a'; FileName = 'first' }, [pscustomobject]@{ ID = 'b'; FileName = 'second' }",
        "[pscustomobject]@{ Id = 'a'; FileName = 'first'; Prompt = 'p' }, [pscustomobject]@{ TaskId = 'b'; "
        + "FileName = 'second' }",
        "[pscustomobject]@{ TaskId = 'x'; Id = 'a' }, [pscustomobject]@{ task_id = 'x'; TaskId = 'b' }",
        "@{ Id = 'a'; FileName = 'first' }, [ordered]@{ task_id = 'b'; FileName = 'second' }",
        "('a', 'b' | Get-SeedanceTask | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Status = $_.Status } })",
        "[System.Management.Automation.PSSerializer]::Deserialize("
        + "[System.Management.Automation.PSSerializer]::Serialize(@(Get-SeedanceTask a, b)))",
        "('a', 'b' | Get-SeedanceTask)",
        "'a', ([pscustomobject]@{ Id = 'b' })",
        "[pscustomobject]@{ Id = 'a', 'b' }",
        "(Save-SeedanceVideo a, b -Destination saved)",
    ];

    public static TheoryData<string, string> EveryCommandAndRows => new(
        from command in Commands
        from rows in Rows
        select (command, rows));

    [Theory]
    [MemberData(nameof(EveryCommandAndRows))]
    public void Pipeline_objects_with_an_id_property_are_bound_by_it(string command, string rows)
    {
        AddTasks("a", "b");
        var result = Engine.Run($"{rows} | {command}");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b"], result.Column<string>(command == "Save-SeedanceVideo" ? "TaskId" : "Id").Order());
        AssertOnlyKnownIdsWereRequested();
    }

    [Theory]
    [MemberData(nameof(EveryCommandAndRows))]
    public void Arguments_with_an_id_property_are_bound_by_it(string command, string rows)
    {
        AddTasks("a", "b");
        var result = Engine.Run($"$rows = @({rows}); {command} $rows");
        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b"], result.Column<string>(command == "Save-SeedanceVideo" ? "TaskId" : "Id").Order());
        AssertOnlyKnownIdsWereRequested();
    }

    public static TheoryData<string, string, string> EveryCommandAndObjectsWithoutId => new(
        from command in Commands
        from source in (IEnumerable<(string, string)>)
        [
            ("[pscustomobject]@{ Name = 'a'; Url = 'u' }", "its properties: Name, Url"),
            ("[pscustomobject]@{ FileName = 'first' }", "its properties: FileName"),
            ("@{ Name = 'a' }", "Hashtable (its properties: Name)"),
            ("@{}", "Hashtable (its properties: none)"),
            ("[System.IO.FileInfo]'a'", "FileInfo"),
            ("[System.IO.DirectoryInfo]'/'", "DirectoryInfo"),
            ("[pscustomobject]@{ Id = @{ a = 1 } }", "The id in"),
        ]
        select (command, source.Item1, source.Item2));

    [Theory]
    [MemberData(nameof(EveryCommandAndObjectsWithoutId))]
    public void Objects_without_an_id_property_are_errors_that_describe_the_object(
        string command, string source, string description)
    {
        AddTasks("a");
        var result = Engine.Run($"{source}, 'a' | {command}");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("TaskIdInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Matches("no property Id, TaskId or task_id in the|The id in the", error.Exception.Message);
        Assert.Contains(description, error.Exception.Message, StringComparison.Ordinal);
        Assert.True(error.Exception.Message.Length <= 250, error.Exception.Message);
        Assert.Single(result.Output);
        AssertOnlyKnownIdsWereRequested();
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("[guid]'fd35ee52-2a98-44a6-b930-29a88ce9b8fd'", "fd35ee52-2a98-44a6-b930-29a88ce9b8fd")]
    [InlineData("[pscustomobject]@{ Id = 7 }", "7")]
    public void Numbers_and_guids_are_ids(string source, string id)
    {
        AddTasks(id);
        Assert.Equal([id], Engine.Run($"{source} | Get-SeedanceTask").Column<string>("Id"));
    }

    [Fact]
    public void A_script_block_gives_the_id_of_each_object()
    {
        AddTasks("a", "b");
        var result = Engine.Run("@{ x = 'a' }, @{ x = 'b' } | Get-SeedanceTask -Id { $_.x }");
        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b"], result.Column<string>("Id"));
    }

    [Fact]
    public void Each_row_has_its_own_file_name()
    {
        AddTasks("a", "b", "c");
        var result = Engine.Run(
            "'a first', 'b second', 'c third' | ForEach-Object { $id, $name = -split $_; [pscustomobject]@{ Id = $id; "
            + "FileName = $name } } | Save-SeedanceVideo");
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["first.mp4", "second.mp4", "third.mp4"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("\"a`n\"")]
    [InlineData("\"`r`na\"")]
    [InlineData("\"`ta`t\"")]
    [InlineData("[char]0xFEFF + 'a'")]
    [InlineData("[char]0xFEFF + \" a `r`n\"")]
    [InlineData("[char]0xA0 + 'a' + [char]0x200B")]
    public void White_space_line_breaks_and_a_byte_order_mark_around_an_id_are_removed(string id)
    {
        AddTasks("a");
        foreach (var command in Commands)
        {
            var result = Engine.Run($"({id}) | {command}");
            Assert.Empty(result.Errors);
            Assert.Equal(["a"], result.Column<string>(command == "Save-SeedanceVideo" ? "TaskId" : "Id"));
        }
    }

    [Fact]
    public void A_control_character_within_an_id_is_an_error()
    {
        Assert.StartsWith(
            "TaskIdInvalid,", Assert.Single(Engine.Run("\"a`nb\" | Get-SeedanceTask").Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    private void AssertOnlyKnownIdsWereRequested() => Assert.All(
        Emulator.Requests.Where(r => r.Path.Contains("/v1/result/", StringComparison.Ordinal)),
        r => Assert.Contains(r.Path.Split('/')[^1], (string[])["a", "b"]));
}
