using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.State;

/// <summary>What the cmdlets of one runspace share, and those of another do not.</summary>
public sealed class RunspaceStateTests : EmulatorTest
{
    [Fact]
    public void What_the_service_asked_of_one_cmdlet_holds_for_the_next_one_of_the_session_and_for_no_other_session()
    {
        AddTasks("b");
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("status", argument: "429:3600")] });
        using var otherSession = new Engine(Emulator, Folder);

        Engine.Run("Get-SeedanceTask a");
        var next = Engine.Run("Save-SeedanceVideo b -MaximumRetryCount 0");
        var elsewhere = otherSession.Run("Get-SeedanceTask b");

        Assert.StartsWith("RateLimited,", Assert.Single(next.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Errors);
        Assert.Single(elsewhere.Output);
        Assert.Equal(1, Emulator.CountQueries("b"));
    }
}
