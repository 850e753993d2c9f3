using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Completion;

/// <summary>Argument completion, through PowerShell's own completion.</summary>
public sealed class CompletionTests : EmulatorTest
{
    [Theory]
    [InlineData("Get-SeedanceTask ")]
    [InlineData("Get-SeedanceTask -Id ")]
    [InlineData("Wait-SeedanceTask -Id ")]
    [InlineData("Save-SeedanceVideo -Id ")]
    public void Ids_of_this_session_are_offered_newest_first_with_their_status(string input)
    {
        AddTasks("video_1", "video_2");
        Emulator.Add(new EmulatedTask("video_3") { Outcome = Outcome.Failed, Model = "seedance_2_0_pro" });
        Engine.Run("Get-SeedanceTask video_1, video_2, video_3, video_1");

        var offered = Complete(input);

        Assert.Equal(["video_1", "video_3", "video_2"], offered.Select(c => c.CompletionText));
        Assert.Equal("Failed, seedance_2_0_pro", offered[1].ToolTip);
    }

    [Fact]
    public void An_id_without_a_response_is_offered_too()
    {
        Emulator.Add(new EmulatedTask("video_1") { QueryFaults = [Fault.Always("status", "400")] });
        Engine.Run("Get-SeedanceTask video_1");
        Assert.Equal("no response yet", Assert.Single(Complete("Get-SeedanceTask v")).ToolTip);
    }

    [Fact]
    public void Ids_of_Wait_and_Save_are_offered_with_their_latest_status()
    {
        Emulator.Add(new EmulatedTask("video_1") { ProcessingPolls = 1 });
        AddTasks("video_2");
        Engine.Run("Get-SeedanceTask video_1; Wait-SeedanceTask video_1; Save-SeedanceVideo video_2");
        Assert.Equal(
            Enumerable.Repeat("Completed, seedance_2_0_fast", 2),
            Complete("Get-SeedanceTask v").Select(c => c.ToolTip));
    }

    [Fact]
    public void Only_the_latest_hundred_ids_are_kept()
    {
        Engine.Run("$input | Get-SeedanceTask", AddTasks([.. Enumerable.Range(0, 150).Select(i => $"id-{i}")]));
        var expected = Enumerable.Range(50, 100).Reverse().Select(i => $"id-{i}");
        Assert.Equal(expected, Complete("Get-SeedanceTask i").Select(c => c.CompletionText));
    }

    [Fact]
    public void Ids_of_another_session_are_not_offered()
    {
        AddTasks("video_1");
        using var other = new Engine(Emulator, Folder);
        other.Run("Get-SeedanceTask video_1");
        Assert.DoesNotContain("video_1", Complete("Get-SeedanceTask v").Select(c => c.CompletionText));
    }

    [Theory]
    [InlineData("it's mine")]
    [InlineData("a;b")]
    [InlineData("$a")]
    [InlineData("-a")]
    public void An_id_that_is_not_a_bare_word_is_quoted(string id)
    {
        AddTasks(id);
        Engine.Run("$input | Get-SeedanceTask", id);
        var command = "Get-SeedanceTask -Id " + Assert.Single(Complete("Get-SeedanceTask -Id ")).CompletionText;
        Assert.Equal(id, Assert.Single(Engine.Run(command).Column<string>("Id")));
    }

    [Theory]
    [InlineData(
        "",
        new[]
        {
            "'{Id}'", "'{Key}'", "'{Prompt:40}'", "'{Model}'", "'{Created:yyyyMMdd-HHmm}'", "'{Index}'", "'{Status}'",
        })]
    [InlineData("'{M", new[] { "'{Model}'" })]
    [InlineData("'{Model}-{I", new[] { "'{Model}-{Id}'", "'{Model}-{Index}'" })]
    [InlineData("'a b {M", new[] { "'a b {Model}'" })]
    public void Placeholders_are_offered_within_a_file_name(string input, string[] offered) =>
        Assert.Equal(offered, Complete("Save-SeedanceVideo -FileName " + input).Select(c => c.CompletionText));

    [Fact]
    public void The_offered_placeholders_are_exactly_those_that_work()
    {
        AddTasks("a");
        var offered = Complete("Save-SeedanceVideo -FileName ");
        foreach (var template in offered)
            Assert.Empty(Engine.Run($"Save-SeedanceVideo a -FileName {template.CompletionText}").Errors);

        // The error of an unknown placeholder lists all placeholders.
        var error = Assert.Single(Engine.Run("Save-SeedanceVideo a -FileName '{Nothing}'").Errors);
        var message = error.Exception.Message.Replace(error.RecommendedAction(), "", StringComparison.Ordinal);
        var known = message[message.LastIndexOf("known are", StringComparison.Ordinal)..];
        Assert.Equal(
            offered.Select(c => c.ListItemText.Split('{', ':', '}')[1]).Order(),
            known.Split('{').Skip(1).Select(part => part.Split('}')[0]).Order());
    }

    [Fact]
    public void Vaults_are_offered_with_the_default_first_and_none_is_queried()
    {
        ImportVaults();
        Engine.Run("$global:DefaultVault = 'Text'");
        var offered = Complete("Get-SeedanceTask -VaultName ");
        Assert.Equal(["Text", "Secure", "Locked", "'It''s mine'"], offered.Select(c => c.CompletionText));
        Assert.Contains("default", offered[0].ToolTip, StringComparison.Ordinal);
        Assert.Equal(["'It''s mine'"], Complete("Wait-SeedanceTask -VaultName 'it''s").Select(c => c.CompletionText));
        Assert.Empty(Engine.Run("$VaultQueries").Output);
    }

    [Fact]
    public void Secrets_used_before_are_offered_and_no_vault_is_listed()
    {
        ImportVaults();
        AddTasks("a");
        Engine.Run(
            "Get-SeedanceTask a -VaultName Secure -SecretName Mine; Get-SeedanceTask a -VaultName Text -SecretName "
            + "Yours");
        Engine.Run("$global:VaultQueries = @()");
        Assert.Equal(
            ["Mine", "Yours", "SeedanceApiKey"],
            Complete("Get-SeedanceTask -SecretName ").Select(c => c.CompletionText));
        Assert.Equal(
            ["Yours", "SeedanceApiKey"],
            Complete("Get-SeedanceTask -VaultName Text -SecretName ").Select(c => c.CompletionText));
        Assert.Empty(Engine.Run("$VaultQueries").Output);
    }

    [Theory]
    [InlineData("Get-SeedanceTask -SecretName ")]
    [InlineData("Get-SeedanceTask -Id ")]
    public void Completion_leaves_no_error_and_sends_no_request(string input)
    {
        var result = Engine.Run(
            $"$global:Error.Clear(); $null = TabExpansion2 -inputScript '{input}' -cursorColumn {input.Length}; "
            + "$global:Error.Count");
        Assert.Equal(0, result.Output[^1].BaseObject);
        Assert.Empty(Emulator.Requests);
    }

    private void ImportVaults() => Engine.Run(
        $"Import-Module '{VaultModule.WriteTo(InFolder("modules"))}'; $global:VaultQueries = @(); "
        + "$PSDefaultParameterValues.Remove('*-Seedance*:ApiKey')");

    private IReadOnlyList<CompletionResult> Complete(string input)
    {
        Engine.Session.SetVariable("line", input);
        var result = Engine.Run("(TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches");
        return [.. result.Output.Select(o => (CompletionResult)o.BaseObject)];
    }
}
