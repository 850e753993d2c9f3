using System.Management.Automation;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>The key from a vault of SecretManagement.</summary>
public sealed class VaultTests : EmulatorTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        AddTasks("a");
    }

    [Theory]
    [InlineData("Secure")]
    [InlineData("Text")]
    [InlineData("Credential")]
    public void Whatever_form_a_vault_keeps_the_key_in_it_reaches_the_service(string vault)
    {
        var result = RunWithVaults($"Get-SeedanceTask a -VaultName {vault}");
        Assert.Empty(result.Errors);
        Assert.Equal("Completed", Assert.Single(result.Output).Properties["Status"].Value.ToString());
        Assert.Equal("Bearer emulator-key", Assert.Single(Emulator.Requests).Headers["Authorization"]);
    }

    [Theory]
    [InlineData("-SecretName Mine", "/Mine")]
    [InlineData("-VaultName Secure", "Secure/SeedanceApiKey")]
    [InlineData("-VaultName Secure -SecretName Mine", "Secure/Mine")]
    public void Vault_and_secret_may_be_named_together_or_alone(string parameters, string asked)
    {
        var result = RunWithVaults($"Get-SeedanceTask a {parameters}; $Asked");
        Assert.Empty(result.Errors);
        Assert.Equal(asked, result.Output[^1].BaseObject);
    }

    [Fact]
    public void The_parameter_wins_over_a_named_vault_which_is_not_asked()
    {
        var result = RunWithVaults("Get-SeedanceTask a -ApiKey emulator-key -VaultName Throws; $Asked.Count");
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.Output[^1].BaseObject);
    }

    [Theory]
    [InlineData("-VaultName Secure", "The API key comes from the secret 'SeedanceApiKey' of the vault 'Secure'.")]
    [InlineData("-SecretName Mine", "The API key comes from the secret 'Mine'.")]
    [InlineData("-ApiKey emulator-key", "The API key comes from -ApiKey.")]
    public void Verbose_says_where_the_key_comes_from_and_not_what_it_is(string parameters, string said)
    {
        var result = RunWithVaults($"Get-SeedanceTask a {parameters} -Verbose");
        Assert.Contains(said, result.Verbose);
        Assert.DoesNotContain("emulator-key", string.Join('\n', result.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-SeedanceTask")]
    [InlineData("Wait-SeedanceTask")]
    [InlineData("Save-SeedanceVideo")]
    public void A_vault_is_asked_on_the_pipeline_thread_in_the_callers_runspace(string command)
    {
        var result = RunWithVaults(
            $"$thread = [Environment]::CurrentManagedThreadId; $null = {command} a -VaultName Secure; $AskedOnThread -eq $thread");
        Assert.Empty(result.Errors);
        Assert.True((bool)result.Output[^1].BaseObject);
    }

    [Fact]
    public void A_vault_is_asked_once_for_a_whole_pipeline_and_again_for_the_next()
    {
        const string Pipeline =
            "$null = 'a' | Get-SeedanceTask -VaultName Secure | Wait-SeedanceTask -VaultName Secure | Save-SeedanceVideo -VaultName Secure;";
        var result = RunWithVaults($"{Pipeline} $Asked.Count; {Pipeline} $Asked.Count");
        Assert.Empty(result.Errors);
        Assert.Equal([1, 2], result.Output.Select(o => (int)o.BaseObject));
    }

    [Fact]
    public void Two_vaults_in_one_pipeline_are_two_keys()
    {
        var result = RunWithVaults("$null = 'a' | Wait-SeedanceTask -VaultName Secure | Save-SeedanceVideo -VaultName Text; $Asked");
        Assert.Equal(["Secure/SeedanceApiKey", "Text/SeedanceApiKey"], result.Output.Select(o => o.BaseObject));
    }

    [Fact]
    public void A_pipeline_inside_a_pipeline_asks_no_more_than_the_outer_one()
    {
        AddTasks("b");
        var result = RunWithVaults(
            "$null = 'a', 'b' | Wait-SeedanceTask -VaultName Secure | ForEach-Object { Get-SeedanceTask $_.Id -VaultName Secure }; $Asked.Count");
        Assert.Empty(result.Errors);
        Assert.Equal(1, result.Output[^1].BaseObject);
    }

    [Fact]
    public void A_function_of_the_caller_with_the_same_name_is_not_asked()
    {
        var result = RunWithVaults("function global:Get-Secret { throw 'not me' }; Get-SeedanceTask a -VaultName Secure");
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_vault_that_asks_for_something_asks_the_person_at_the_host()
    {
        var host = new RecordingHost("emulator-key");
        using var engine = new Engine(Emulator, Folder, host);
        var result = RunWithVaults("Get-SeedanceTask a -VaultName Prompts", engine);
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
        Assert.Equal(1, host.Questions);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_a_vault_that_another_session_is_asking()
    {
        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var other = new Engine(Emulator, Folder);
        RunWithVaults("", other);
        other.Session.SetVariable("Held", held);
        other.Session.SetVariable("Release", release);
        using var asking = other.CreateShell("Get-SeedanceTask a -VaultName Holds");
        var answer = asking.InvokeAsync();
        await Task.Run(() => held.Wait(Cancellation), Cancellation);

        RunWithVaults("");
        var started = new TaskCompletionSource();
        Engine.Session.SetVariable("Started", started);
        using var waiting = Engine.CreateShell("$Started.SetResult(); Get-SeedanceTask a -VaultName Secure");
        var stopped = waiting.InvokeAsync();
        await started.Task;
        await waiting.StopAsync(null, null);

        await Assert.ThrowsAsync<PipelineStoppedException>(() => stopped);
        Assert.Empty(Engine.Run("$Asked").Output);
        release.Set();
        Assert.Single(await answer);
    }

    [Fact]
    public void A_warning_of_the_vault_is_a_warning()
    {
        var result = RunWithVaults("Get-SeedanceTask a -VaultName Warns");
        Assert.Contains("The vault is old.", result.Warnings);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("-VaultName Locked", "VaultLocked", "Unlock-SecretVault")]
    [InlineData("-VaultName Wrapped", "VaultLocked", "Reset-SecretStore -Authentication None -Interaction None")]
    [InlineData("-VaultName Secure -SecretName Nope", "SecretNotFound", "Set-Secret")]
    [InlineData("-VaultName Nothing", "SecretNotFound", "Get-SecretInfo")]
    [InlineData("-VaultName Fails", "VaultFailed", "Test-SecretVault")]
    [InlineData("-VaultName Throws", "VaultFailed", "Get-SecretVault")]
    [InlineData("-VaultName Table", "ApiKeyInvalid", "the key alone")]
    public void A_vault_or_secret_that_fails_is_one_error_before_the_first_request_and_says_what_to_do(
        string parameters, string error, string advice)
    {
        var result = RunWithVaults($"'a' | Get-SeedanceTask {parameters}");
        Assert.StartsWith(error + ",", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(advice, result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.Contains(parameters.Split(' ')[^1], result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_vault_that_fails_says_why_in_its_own_words()
    {
        var message = RunWithVaults("Get-SeedanceTask a -VaultName Fails").TerminatingError.Exception.Message;
        Assert.Contains("The vault's server did not answer.", message, StringComparison.Ordinal);
    }

    private EngineResult RunWithVaults(string script, Engine? engine = null) => (engine ?? Engine).Run(
        $"""
        Import-Module '{VaultModule.WriteTo(InFolder("modules"))}'
        $PSDefaultParameterValues.Remove('*-Seedance*:ApiKey')
        $global:Asked = @()
        {script}
        """);
}
