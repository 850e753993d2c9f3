using Seedance.Emulator;

namespace Seedance.PowerShell.Tests;

/// <summary>Invalid input: each one is an error with a recommended action, and valid input is processed.</summary>
public sealed class BadInputTests : EmulatorTest
{
    [Fact]
    public void A_wrong_key_is_an_error_for_each_id_without_the_key()
    {
        AddTasks("a", "b");
        var result = Engine.Run("'a', 'b' | Get-SeedanceTask -ApiKey wrong-key-1234");
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, e =>
        {
            Assert.StartsWith("AuthenticationFailed,", e.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-key-1234", e.ToString() + e.Exception, StringComparison.Ordinal);
        });
        // One retry: the service sometimes refuses a valid key.
        Assert.Equal(2, Emulator.CountQueries("a"));
    }

    [Theory]
    [InlineData("Get-SeedanceTask")]
    [InlineData("Wait-SeedanceTask")]
    [InlineData("Save-SeedanceVideo")]
    public void Blank_ids_are_an_error_each_and_the_others_continue(string command)
    {
        AddTasks("a", "b");
        var result = Engine.Run($"'a', '', '  ', 'b' | {command}");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(
            result.Errors, e => Assert.StartsWith("TaskIdInvalid,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(
            result.Errors,
            e => Assert.Contains("when the task was created", e.RecommendedAction(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("@()")]
    [InlineData("$null")]
    public void No_ids_at_all_is_an_error(string ids)
    {
        var result = Engine.Run($"Wait-SeedanceTask -Id {ids}");
        Assert.StartsWith(
            "TaskIdInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b=c")]
    [InlineData("a#b")]
    [InlineData("../../secret")]
    [InlineData("a%2Fb")]
    [InlineData("ä ö")]
    public void An_unusual_id_is_one_path_segment(string id)
    {
        AddTasks(id);
        var result = Engine.Run("$input | Get-SeedanceTask", id);
        Assert.Empty(result.Errors);
        Assert.Equal(id, Assert.Single(result.Column<string>("Id")));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void An_id_that_changes_the_path_is_an_error(string id)
    {
        var result = Engine.Run("$input | Get-SeedanceTask", id);
        Assert.StartsWith(
            "TaskIdInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("example.com")]
    [InlineData("/kyyReactApiServer")]
    [InlineData("https://")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("https://example.com/?secret=1")]
    public void An_invalid_base_URL_ends_the_pipeline_and_its_secrets_are_not_shown(string uri)
    {
        var result = Engine.Run($"Get-SeedanceTask a -BaseUri '{uri}'");
        Assert.StartsWith("BaseUriInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-BaseUri", result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/kyyReactApiServer")]
    [InlineData("/kyyReactApiServer/")]
    [InlineData("/kyyReactApiServer/v1/")]
    public void Every_usual_form_of_the_base_URL_works(string path)
    {
        AddTasks("a");
        var result = Engine.Run($"Get-SeedanceTask a -BaseUri '{Emulator.Origin.AbsoluteUri.TrimEnd('/')}{path}'");
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_destination_that_is_a_file_ends_the_pipeline_before_the_first_request()
    {
        AddTasks("a");
        File.WriteAllText(InFolder("taken"), "");
        var result = Engine.Run("'a' | Save-SeedanceVideo -Destination taken");
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("is a file", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact(Skip = "Only Linux has /proc.", SkipUnless = nameof(TestSystem.IsLinux), SkipType = typeof(TestSystem))]
    public void A_destination_that_cannot_be_written_ends_the_pipeline_before_the_first_request()
    {
        AddTasks("a");
        // Not even root can create a file in /proc.
        var result = Engine.Run("'a' | Save-SeedanceVideo -Destination /proc");
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Destination", result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_destination_outside_the_file_system_ends_the_pipeline()
    {
        var result = Engine.Run("'a' | Save-SeedanceVideo -Destination Variable:x");
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Save-SeedanceVideo a -Force -NoClobber", "cannot be used together")]
    [InlineData("Save-SeedanceVideo a -Timeout 5", "no effect without -Wait")]
    [InlineData("Save-SeedanceVideo a -FileName ''", "-FileName is empty")]
    public void Contradictory_parameters_end_the_pipeline_before_the_first_request(string command, string reason)
    {
        AddTasks("a");
        var result = Engine.Run(command);
        Assert.StartsWith("InvalidParameter,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(reason, result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("use -Force", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_retry_interval_above_60_seconds_is_an_error()
    {
        foreach (var command in (string[])["Get-SeedanceTask", "Wait-SeedanceTask", "Save-SeedanceVideo"])
        {
            var result = Engine.Run($"{command} a -RetryIntervalSec 61");
            Assert.StartsWith(
                "ParameterArgumentValidationError,", result.TerminatingError.FullyQualifiedErrorId,
                StringComparison.Ordinal);
        }

        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_destination_with_a_NUL_ends_the_pipeline_with_DestinationInvalid()
    {
        var result = Engine.Run("'a' | Save-SeedanceVideo -Destination \"a`0b\"");
        Assert.StartsWith(
            "DestinationInvalid,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("NUL", result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void An_empty_file_name_of_a_row_is_an_error_with_the_id()
    {
        AddTasks("a", "b");
        var result = Engine.Run(
            "[pscustomobject]@{ Id = 'a'; FileName = '' }, [pscustomobject]@{ Id = 'b'; FileName = 'b' } | "
            + "Save-SeedanceVideo");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("FileNameInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", error.TargetObject);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_host_without_a_response_is_an_error_with_host_and_id()
    {
        var port = FreePort.Find();

        var result = Engine.Run($"Get-SeedanceTask a -BaseUri http://127.0.0.1:{port} -MaximumRetryCount 1");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("ConnectionFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("do not create it again", error.RecommendedAction(), StringComparison.Ordinal);
    }
}
