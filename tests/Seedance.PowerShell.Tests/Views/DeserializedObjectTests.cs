using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>Deserialized tasks, from a job, another machine or a file.</summary>
public sealed class DeserializedObjectTests : EmulatorTest
{
    private const string Deserialized =
        "$task = "
        + "[Management.Automation.PSSerializer]::Deserialize("
        + "[Management.Automation.PSSerializer]::Serialize((Get-SeedanceTask a)));";

    [Fact]
    public void A_deserialized_task_is_queried_by_its_id()
    {
        AddTasks("a");

        var result = Engine.Run(Deserialized + "$task | Get-SeedanceTask");

        Assert.Empty(result.Errors);
        Assert.Equal(["a"], result.Column<string>("Id"));
    }

    [Theory]
    [InlineData("$task | Wait-SeedanceTask | Save-SeedanceVideo")]
    [InlineData("$task | Save-SeedanceVideo -Wait")]
    [InlineData("Wait-SeedanceTask -InputObject $task | Save-SeedanceVideo")]
    [InlineData("Save-SeedanceVideo -Wait -InputObject $task")]
    public void A_deserialized_task_is_waited_for_and_saved(string command)
    {
        Emulator.Add(new EmulatedTask("a") { QueuedPolls = 1, ProcessingPolls = 1 });

        var result = Engine.Run(Deserialized + command);

        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(SampleVideos.WithAudio.Length, new FileInfo(InFolder("a.mp4")).Length);
    }

    [Fact]
    public void A_terminal_deserialized_task_is_unchanged_and_needs_no_request()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            Created = DateTimeOffset.FromUnixTimeSeconds(1774836724),
            QueryFaults = [Fault.Always("extra-fields")],
        });

        var result = Engine.Run(
            "($original = Get-SeedanceTask a);"
            + Deserialized.Replace("(Get-SeedanceTask a)", "$original", StringComparison.Ordinal)
            + "Wait-SeedanceTask -InputObject $task");

        Assert.Empty(result.Errors);
        Assert.Equal(1, Emulator.CountQueries("a"));
        var (original, again) = (result.Output[0], result.Output[1]);
        Assert.Equal(original.TypeNames, again.TypeNames);
        Assert.All(
            original.Properties.Where(p => p.Name != "AdditionalProperties"),
            p => Assert.Equal(p.Value, again.Properties[p.Name].Value));
        Assert.Equal(
            (IReadOnlyDictionary<string, object?>)original.Properties["AdditionalProperties"].Value,
            (IReadOnlyDictionary<string, object?>)again.Properties["AdditionalProperties"].Value);
    }

    [Fact]
    public void The_task_of_a_deserialized_saved_video_is_kept()
    {
        AddTasks("a");

        var result = Engine.Run("""
            $video = Save-SeedanceVideo a
            $video = [Management.Automation.PSSerializer]::Deserialize(
                [Management.Automation.PSSerializer]::Serialize($video))
            $video.Task | Wait-SeedanceTask
            $video.PSPath
            """);

        Assert.Empty(result.Errors);
        Assert.Equal("a", result.Output[0].Properties["Id"].Value);
        Assert.Equal(InFolder("a.mp4"), result.Output[1].BaseObject);
    }

    [Theory]
    [InlineData("Id", "$null")]
    [InlineData("Status", "'whatever'")]
    [InlineData("Created", "'yesterday or so'")]
    public void An_invalid_deserialized_task_is_an_error(string property, string value)
    {
        AddTasks("a");

        var result = Engine.Run(Deserialized + $"$task.{property} = {value}; Wait-SeedanceTask -InputObject $task");

        Assert.StartsWith(
            "ParameterArgumentTransformationError,", result.TerminatingError.FullyQualifiedErrorId,
            StringComparison.Ordinal);
        Assert.Contains(property, result.TerminatingError.Exception.Message, StringComparison.Ordinal);
    }
}
