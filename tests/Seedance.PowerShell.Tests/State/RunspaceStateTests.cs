using Seedance.Emulator;
using Seedance.Emulator.Endpoints;

namespace Seedance.PowerShell.Tests.State;

/// <summary>The state that the cmdlets of one runspace share.</summary>
public sealed class RunspaceStateTests : EmulatorTest
{
    [Fact]
    public void A_rate_limit_applies_to_the_next_cmdlet_of_the_session_only()
    {
        AddTasks("b");
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Of("status", argument: "429:3600")] });
        using var otherSession = new Engine(Emulator, Folder);

        Engine.Run("Get-SeedanceTask a");
        var next = Engine.Run("Save-SeedanceVideo b -MaximumRetryCount 0");
        var other = otherSession.Run("Get-SeedanceTask b");

        Assert.StartsWith("RateLimited,", Assert.Single(next.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(other.Errors);
        Assert.Single(other.Output);
        Assert.Equal(1, Emulator.CountQueries("b"));
    }
}
