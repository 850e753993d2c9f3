using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

public sealed class GetSeedanceTaskTests : EmulatorTest
{
    [Fact]
    public void Results_keep_the_order_of_the_ids()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"video_{i}").ToArray();
        AddTasks(ids);

        var result = Engine.Run("$input | Get-SeedanceTask", ids);

        Assert.Empty(result.Errors);
        Assert.Equal(ids, result.Column<string>("Id"));
    }

    [Fact]
    public void An_array_of_ids_and_piped_ids_give_the_same_results()
    {
        AddTasks("a", "b");
        Assert.Equal(["a", "b"], Engine.Run("Get-SeedanceTask a, b").Column<string>("Id"));
        Assert.Equal(["a", "b"], Engine.Run("Get-SeedanceTask -Id a, b").Column<string>("Id"));
        Assert.Equal(["a", "b"], Engine.Run("'a', 'b' | Get-SeedanceTask").Column<string>("Id"));
    }

    [Theory]
    [InlineData("Id")]
    [InlineData("TaskId")]
    [InlineData("task_id")]
    public void Objects_bind_by_property_name(string property)
    {
        AddTasks("a", "b");
        var result = Engine.Run(
            $"[pscustomobject]@{{ {property} = 'a'; Other = 1 }}, [pscustomobject]@{{ {property} = 'b' }} | "
            + "Get-SeedanceTask");
        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b"], result.Column<string>("Id"));
    }

    [Fact]
    public void A_task_has_the_fields_of_the_service_as_typed_properties()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            Model = "seedance_2_0_pro",
            Created = DateTimeOffset.FromUnixTimeSeconds(1774836724),
            ActualDuration = 5.04,
            TotalTokens = 108900,
        });

        var task = Assert.Single(Engine.Run("Get-SeedanceTask a").Output);

        Assert.Contains("Seedance.SeedanceTask", task.TypeNames);
        Assert.Equal("Completed", task.Properties["Status"].Value.ToString());
        Assert.Equal("completed", task.Properties["StatusText"].Value);
        Assert.Equal("seedance_2_0_pro", task.Properties["Model"].Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1774836724), task.Properties["Created"].Value);
        Assert.Equal(5.04, task.Properties["ActualDuration"].Value);
        Assert.Equal(108900L, task.Properties["TotalTokens"].Value);
        Assert.StartsWith("http://", (string)task.Properties["VideoUrl"].Value, StringComparison.Ordinal);
        Assert.NotNull(task.Properties["VideoUrlExpires"].Value);
    }

    [Fact]
    public void A_failed_generation_is_a_result_and_not_an_error()
    {
        Emulator.Add(new EmulatedTask("a") { Outcome = Outcome.Failed, Error = "rejected" });
        var result = Engine.Run("Get-SeedanceTask a");
        Assert.Empty(result.Errors);
        Assert.Equal("rejected", Assert.Single(result.Column<string>("Error")));
    }

    [Fact]
    public void An_unknown_id_is_one_error_and_the_others_continue()
    {
        AddTasks("a", "c");
        var result = Engine.Run("'a', 'b', 'c' | Get-SeedanceTask");
        Assert.Equal(["a", "c"], result.Column<string>("Id"));
        var error = Assert.Single(result.Errors);
        Assert.Equal("TaskNotFound,Seedance.PowerShell.Commands.GetSeedanceTaskCommand", error.FullyQualifiedErrorId);
        Assert.Equal("ObjectNotFound", error.CategoryInfo.Category.ToString());
        Assert.Equal("b", error.TargetObject);
        Assert.NotEmpty(error.RecommendedAction());
    }

    [Fact]
    public void ThrottleLimit_limits_the_concurrent_requests()
    {
        var ids = Enumerable.Range(0, 60).Select(i => $"video_{i}").ToArray();
        AddTasks(ids);
        Engine.Run("$input | Get-SeedanceTask -ThrottleLimit 3", ids);
        Assert.InRange(Emulator.MaxConcurrentQueries, 1, 3);
    }
}
