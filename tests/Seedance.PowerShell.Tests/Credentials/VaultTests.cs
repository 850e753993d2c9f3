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
    public void A_key_in_each_form_of_secret_is_sent_to_the_service(string vault)
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
    public void Vault_and_secret_may_be_named_together_or_alone(string parameters, string query)
    {
        var result = RunWithVaults($"Get-SeedanceTask a {parameters}; $VaultQueries");
        Assert.Empty(result.Errors);
        Assert.Equal(query, result.Output[^1].BaseObject);
    }

    [Fact]
    public void The_ApiKey_parameter_precedes_a_named_vault_which_is_not_queried()
    {
        var result = RunWithVaults("Get-SeedanceTask a -ApiKey emulator-key -VaultName Throws; $VaultQueries.Count");
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.Output[^1].BaseObject);
    }

    [Theory]
    [InlineData("-VaultName Secure", "The API key comes from the secret 'SeedanceApiKey' of the vault 'Secure'.")]
    [InlineData("-SecretName Mine", "The API key comes from the secret 'Mine'.")]
    [InlineData("-ApiKey emulator-key", "The API key comes from -ApiKey.")]
    public void Verbose_states_the_source_of_the_key_without_the_key(string parameters, string message)
    {
        var result = RunWithVaults($"Get-SeedanceTask a {parameters} -Verbose");
        Assert.Contains(message, result.Verbose);
        Assert.DoesNotContain("emulator-key", string.Join('\n', result.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-SeedanceTask")]
    [InlineData("Wait-SeedanceTask")]
    [InlineData("Save-SeedanceVideo")]
    public void A_vault_is_queried_on_the_pipeline_thread_in_the_runspace_of_the_caller(string command)
    {
        var result = RunWithVaults(
            $"$thread = [Environment]::CurrentManagedThreadId; $null = {command} a -VaultName Secure; "
            + "$QueriedOnThread -eq $thread");
        Assert.Empty(result.Errors);
        Assert.True((bool)result.Output[^1].BaseObject);
    }

    [Fact]
    public void A_vault_is_queried_once_per_pipeline()
    {
        const string Pipeline =
            "$null = 'a' | Get-SeedanceTask -VaultName Secure | Wait-SeedanceTask -VaultName Secure | "
            + "Save-SeedanceVideo -VaultName Secure;";
        var result = RunWithVaults($"{Pipeline} $VaultQueries.Count; {Pipeline} $VaultQueries.Count");
        Assert.Empty(result.Errors);
        Assert.Equal([1, 2], result.Output.Select(o => (int)o.BaseObject));
    }

    [Fact]
    public void Two_vaults_in_one_pipeline_are_two_keys()
    {
        var result = RunWithVaults(
            "$null = 'a' | Wait-SeedanceTask -VaultName Secure | Save-SeedanceVideo -VaultName Text; $VaultQueries");
        Assert.Equal(["Secure/SeedanceApiKey", "Text/SeedanceApiKey"], result.Output.Select(o => o.BaseObject));
    }

    [Fact]
    public void A_nested_pipeline_does_not_query_the_vault_again()
    {
        AddTasks("b");
        var result = RunWithVaults(
            "$null = 'a', 'b' | Wait-SeedanceTask -VaultName Secure | "
            + "ForEach-Object { Get-SeedanceTask $_.Id -VaultName Secure }; $VaultQueries.Count");
        Assert.Empty(result.Errors);
        Assert.Equal(1, result.Output[^1].BaseObject);
    }

    [Fact]
    public void A_function_of_the_caller_named_Get_Secret_is_not_called()
    {
        var result = RunWithVaults(
            "function global:Get-Secret { throw 'not me' }; Get-SeedanceTask a -VaultName Secure");
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_prompt_of_a_vault_is_shown_by_the_host()
    {
        var host = new RecordingHost("emulator-key");
        using var engine = new Engine(Emulator, Folder, host);
        var result = RunWithVaults("Get-SeedanceTask a -VaultName Prompts", engine);
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
        Assert.Equal(1, host.Prompts);
    }

    [Fact]
    public async Task Stopping_ends_the_wait_for_a_vault_in_use_by_another_session()
    {
        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var other = new Engine(Emulator, Folder);
        RunWithVaults("", other);
        other.Session.SetVariable("Held", held);
        other.Session.SetVariable("Release", release);
        using var holding = other.CreateShell("Get-SeedanceTask a -VaultName Holds");
        var holdingOutput = holding.InvokeAsync();
        await Task.Run(() => held.Wait(Cancellation), Cancellation);

        RunWithVaults("");
        var started = new TaskCompletionSource();
        Engine.Session.SetVariable("Started", started);
        using var waiting = Engine.CreateShell("$Started.SetResult(); Get-SeedanceTask a -VaultName Secure");
        var stopped = waiting.InvokeAsync();
        await started.Task;
        await waiting.StopAsync(null, null);

        await Assert.ThrowsAsync<PipelineStoppedException>(() => stopped);
        Assert.Empty(Engine.Run("$VaultQueries").Output);
        release.Set();
        Assert.Single(await holdingOutput);
    }

    [Fact]
    public void A_warning_of_the_vault_is_written_as_a_warning()
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
    public void A_vault_or_secret_that_fails_is_one_error_before_the_first_request(
        string parameters, string error, string action)
    {
        var result = RunWithVaults($"'a' | Get-SeedanceTask {parameters}");
        Assert.StartsWith(error + ",", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(action, result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.Contains(parameters.Split(' ')[^1], result.TerminatingError.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void The_error_of_a_vault_that_fails_contains_its_message()
    {
        var message = RunWithVaults("Get-SeedanceTask a -VaultName Fails").TerminatingError.Exception.Message;
        Assert.Contains("The vault's server did not respond.", message, StringComparison.Ordinal);
    }

    private EngineResult RunWithVaults(string script, Engine? engine = null) => (engine ?? Engine).Run(
        $"""
        Import-Module '{VaultModule.WriteTo(InFolder("modules"))}'
        $PSDefaultParameterValues.Remove('*-Seedance*:ApiKey')
        $global:VaultQueries = @()
        {script}
        """);
}
