using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Views;

/// <summary>Tasks that came back from a job, from another machine or from a file.</summary>
public sealed class DeserializedObjectTests : EmulatorTest
{
    private const string Rehydrated =
        "$task = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-SeedanceTask a)));";

    [Fact]
    public void A_rehydrated_task_is_asked_for_by_its_id()
    {
        AddTasks("a");

        var result = Engine.Run(Rehydrated + "$task | Get-SeedanceTask");

        Assert.Empty(result.Errors);
        Assert.Equal(["a"], result.Column<string>("Id"));
    }

    [Theory]
    [InlineData("$task | Wait-SeedanceTask | Save-SeedanceVideo")]
    [InlineData("$task | Save-SeedanceVideo -Wait")]
    [InlineData("Wait-SeedanceTask -InputObject $task | Save-SeedanceVideo")]
    [InlineData("Save-SeedanceVideo -Wait -InputObject $task")]
    public void A_rehydrated_task_is_waited_for_and_saved(string command)
    {
        Emulator.Add(new EmulatedTask("a") { QueuedPolls = 1, ProcessingPolls = 1 });

        var result = Engine.Run(Rehydrated + command);

        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Equal(SampleVideos.WithAudio.Length, new FileInfo(InFolder("a.mp4")).Length);
    }

    [Fact]
    public void A_finished_one_is_the_task_it_was_and_passes_through_without_a_request()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            Created = DateTimeOffset.FromUnixTimeSeconds(1774836724),
            QueryFaults = [Fault.Always("extra-fields")],
        });

        var result = Engine.Run("($original = Get-SeedanceTask a);" + Rehydrated.Replace("(Get-SeedanceTask a)", "$original", StringComparison.Ordinal)
            + "Wait-SeedanceTask -InputObject $task");

        Assert.Empty(result.Errors);
        Assert.Equal(1, Emulator.CountQueries("a"));
        var (original, again) = (result.Output[0], result.Output[1]);
        Assert.Equal(original.TypeNames, again.TypeNames);
        Assert.All(original.Properties.Where(p => p.Name != "AdditionalProperties"), p => Assert.Equal(p.Value, again.Properties[p.Name].Value));
        Assert.Equal(
            (IReadOnlyDictionary<string, object?>)original.Properties["AdditionalProperties"].Value,
            (IReadOnlyDictionary<string, object?>)again.Properties["AdditionalProperties"].Value);
    }

    [Fact]
    public void The_task_within_a_saved_video_survives_too()
    {
        AddTasks("a");

        var result = Engine.Run("""
            $video = Save-SeedanceVideo a
            $video = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($video))
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
    public void What_only_calls_itself_a_task_is_refused(string property, string value)
    {
        AddTasks("a");

        var result = Engine.Run(Rehydrated + $"$task.{property} = {value}; Wait-SeedanceTask -InputObject $task");

        Assert.StartsWith("ParameterArgumentTransformationError,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(property, result.TerminatingError.Exception.Message, StringComparison.Ordinal);
    }
}
