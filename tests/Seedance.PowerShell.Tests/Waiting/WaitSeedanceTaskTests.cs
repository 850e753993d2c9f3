using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.Waiting;

/// <summary>Wait-SeedanceTask in the real engine over real HTTP.</summary>
public sealed class WaitSeedanceTaskTests : EmulatorTest
{
    [Fact]
    public void A_timeout_is_one_error_for_each_unfinished_id_with_a_recommended_action()
    {
        AddTasks("done");
        foreach (var id in (string[])["slow 1", "slow 2"]) AddEndless(id);

        var result = Engine.Run("'done', 'slow 1', 'slow 2' | Wait-SeedanceTask -Timeout 0.3");

        Assert.Equal(["done"], result.Column<string>("Id"));
        Assert.Equal(["slow 1", "slow 2"], result.Errors.Select(e => (string)e.TargetObject).Order());
        Assert.All(result.Errors, error =>
        {
            Assert.Equal(
                "WaitTimedOut,Seedance.PowerShell.Commands.WaitSeedanceTaskCommand", error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
            Assert.Contains("'processing'", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains((string)error.TargetObject, error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("goes on", error.RecommendedAction(), StringComparison.Ordinal);
            Assert.Contains("Wait-SeedanceTask", error.RecommendedAction(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_script_can_read_the_last_known_state_from_the_error_of_a_timeout()
    {
        AddEndless("slow");

        var result = Engine.Run(
            "Wait-SeedanceTask slow -TimeoutSec 0.3 -ErrorVariable e -ErrorAction SilentlyContinue; "
            + "$e[0].Exception.LastKnownTask");

        Assert.Equal("slow", Assert.Single(result.Column<string>("Id")));
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_pipeline_at_the_first_timeout()
    {
        foreach (var id in (string[])["a", "b"]) AddEndless(id);

        var result = Engine.Run("'a', 'b' | Wait-SeedanceTask -Timeout 0.1 -ErrorAction Stop");

        Assert.IsType<ActionPreferenceStopException>(result.Thrown);
    }

    [Fact]
    public void Any_returns_at_the_first_terminal_task()
    {
        AddEndless("slow");
        AddTasks("fast");

        var result = Engine.Run("'slow', 'fast', 'slow' | Wait-SeedanceTask -Any");

        Assert.Equal(["fast"], result.Column<string>("Id"));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Any_returns_one_task_even_when_several_are_terminal()
    {
        AddTasks("a", "b");

        var result = Engine.Run("Get-SeedanceTask a, b | Wait-SeedanceTask -Any");

        Assert.Single(result.Output);
    }

    [Fact]
    public void A_repeated_id_is_polled_once_and_gives_two_results()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("hold")] });
        using var shell = Engine.CreateShell("'a', 'a' | Wait-SeedanceTask");
        var running = shell.BeginInvoke();
        Emulator.Release("a");

        var output = shell.EndInvoke(running);

        Assert.Equal(["a", "a"], output.Select(o => (string)o.Properties["Id"].Value));
        Assert.Equal(1, Emulator.CountQueries("a"));
    }

    [Fact]
    public void A_terminal_task_is_passed_through_without_a_request()
    {
        AddTasks("a");
        Emulator.Add(new EmulatedTask("b") { Outcome = Outcome.Failed });
        Emulator.Add(new EmulatedTask("c") { Outcome = Outcome.Cancelled });

        var result = Engine.Run("Get-SeedanceTask a, b, c | Wait-SeedanceTask");

        Assert.Equal(["Cancelled", "Completed", "Failed"], result.Column<string>("Status").Order());
        Assert.Equal(3, Emulator.Requests.Count);
    }

    [Fact]
    public void A_task_that_is_not_terminal_is_waited_for()
    {
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = 3 });

        var result = Engine.Run("Get-SeedanceTask a | Wait-SeedanceTask");

        Assert.Equal(["Completed"], result.Column<string>("Status"));
        Assert.Equal(4, Emulator.CountQueries("a"));
    }

    [Fact]
    public void A_failed_or_cancelled_task_is_a_result_and_not_an_error()
    {
        Emulator.Add(new EmulatedTask("a") { Outcome = Outcome.Failed, ProcessingPolls = 1 });
        Emulator.Add(new EmulatedTask("b") { Outcome = Outcome.Cancelled, ProcessingPolls = 2 });

        var result = Engine.Run("Wait-SeedanceTask a, b");

        Assert.Equal(["Cancelled", "Failed"], result.Column<string>("Status").Order());
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("status", "500")]
    [InlineData("status", "503")]
    [InlineData("reset", null)]
    [InlineData("empty", null)]
    [InlineData("html", null)]
    [InlineData("broken-json", null)]
    public void A_fault_when_a_task_completes_loses_no_task(string fault, string? argument)
    {
        Emulator.Add(new EmulatedTask("a")
        {
            ProcessingPolls =
            1,
            QueryFaults = [Fault.Of(fault, times: 8, argument, after: 1)]
        });

        var result = Engine.Run("Wait-SeedanceTask a");

        Assert.Equal(["Completed"], result.Column<string>("Status"));
        Assert.Empty(result.Errors);
        Assert.Equal(10, Emulator.CountQueries("a"));
    }

    [Fact]
    public void A_failing_task_delays_no_other_and_fails_alone()
    {
        AddTasks("a", "c");
        Emulator.Add(new EmulatedTask("b") { QueryFaults = [Fault.Always("status", "502")] });

        var result = Engine.Run("Wait-SeedanceTask a, b, c -ThrottleLimit 1 -MaximumRetryCount 3");

        Assert.Equal(["a", "c"], result.Column<string>("Id"));
        var error = Assert.Single(result.Errors);
        Assert.Equal(
            "ServiceUnavailable,Seedance.PowerShell.Commands.WaitSeedanceTaskCommand", error.FullyQualifiedErrorId);
        Assert.Equal("b", error.TargetObject);
        Assert.Contains("may still be running", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, Emulator.CountQueries("b"));
    }

    [Fact]
    public void The_error_of_an_unknown_id_does_not_claim_that_it_is_running()
    {
        var result = Engine.Run("Wait-SeedanceTask unknown -MaximumRetryCount 1");

        var error = Assert.Single(result.Errors);
        Assert.Equal("TaskNotFound,Seedance.PowerShell.Commands.WaitSeedanceTaskCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain("running", error.Exception.Message, StringComparison.Ordinal);
        Assert.True(Emulator.CountQueries("unknown") > 1, "A new task may be unknown for a short time.");
    }

    [Fact]
    public void The_error_of_a_timeout_after_404_does_not_claim_that_the_task_continues()
    {
        var result = Engine.Run("Wait-SeedanceTask unknown -Timeout 0.5");

        var error = Assert.Single(result.Errors);
        Assert.Equal("WaitTimedOut,Seedance.PowerShell.Commands.WaitSeedanceTaskCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain("paid", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("goes on", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Check the id", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timeout_polls_a_pending_task_once_more_just_before()
    {
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = 1 });

        var result = Engine.Run("Wait-SeedanceTask a -Timeout 2 -PollIntervalSec 3600");

        Assert.Equal(["Completed"], result.Column<string>("Status"));
        Assert.Equal(2, Emulator.CountQueries("a"));
    }

    [Fact]
    public void The_first_request_of_a_session_may_be_refused_once()
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("unauthorized")] });

        var result = Engine.Run("Wait-SeedanceTask a");

        Assert.Equal(["Completed"], result.Column<string>("Status"));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_key_accepted_by_an_earlier_command_counts_as_accepted()
    {
        AddTasks("first");
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("unauthorized", times: 3)] });
        Engine.Run("Get-SeedanceTask first");

        var result = Engine.Run("Get-SeedanceTask a; Wait-SeedanceTask a");

        Assert.Equal(["Completed", "Completed"], result.Column<string>("Status"));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void An_unknown_status_value_does_not_end_the_wait_and_is_one_warning()
    {
        foreach (var id in (string[])["a", "b"])
            Emulator.Add(new EmulatedTask(id)
            {
                ProcessingPolls =
                3,
                QueryFaults = [Fault.Of("synonyms", times: 3, "upscaling")]
            });

        var result = Engine.Run("Wait-SeedanceTask a, b");

        Assert.Equal(["Completed", "Completed"], result.Column<string>("Status"));
        Assert.Contains("upscaling", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_status_is_one_verbose_line_regardless_of_the_polls()
    {
        Emulator.Add(new EmulatedTask("a") { QueuedPolls = 3, ProcessingPolls = 5 });

        var result = Engine.Run("Wait-SeedanceTask a -Verbose");

        Assert.Equal(9, Emulator.CountQueries("a"));
        Assert.Equal(["queued", "queued → processing", "processing → completed"],
            result.Verbose.Where(line => line.StartsWith("a: ", StringComparison.Ordinal)).Select(
                line => line[3..line.IndexOf(',', StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_wait_for_thousands_of_ids_keeps_ThrottleLimit()
    {
        object[] ids = [.. Enumerable.Range(0, 2000).Select(i => $"video_{i}")];
        foreach (string id in ids) Emulator.Add(new EmulatedTask(id) { ProcessingPolls = 1 });

        var result = Engine.Run("$input | Wait-SeedanceTask -ThrottleLimit 8", ids);

        Assert.Equal(ids.Order(), result.Column<string>("Id").Order());
        Assert.InRange(Emulator.MaxConcurrentQueries, 1, 8);
        Assert.Equal(4000, Emulator.Requests.Count);
    }

    private void AddEndless(string id) => Emulator.Add(new EmulatedTask(id) { ProcessingPolls = int.MaxValue });
}
