namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>Tests that change the environment of the process do not run in parallel.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;

/// <summary>The sources of the key when no parameter names one.</summary>
[Collection(nameof(ProcessEnvironment))]
public sealed class EnvironmentTests : EmulatorTest
{
    private static readonly string[] Variables =
    [
        "SEEDANCE_API_KEY", "SEEDANCE_SECRET_NAME", "SEEDANCE_VAULT_NAME", "SEEDANCE_BASE_URI",
        "SEEDANCE_REQUEST_SHARE", "PSModulePath",
    ];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(
        name => name, Environment.GetEnvironmentVariable);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        AddTasks("a");
        // Modules that are installed on this machine must not affect the tests.
        Engine.Run("$PSDefaultParameterValues.Remove('*-Seedance*:ApiKey'); $global:VaultQueries = @()");
        foreach (var name in Variables) Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("PSModulePath", InFolder("modules"));
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        return base.DisposeAsync();
    }

    [Fact]
    public void Without_a_key_the_pipeline_ends_before_the_first_request()
    {
        var result = Engine.Run("'a' | Get-SeedanceTask");
        Assert.StartsWith("ApiKeyMissing,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("SEEDANCE_API_KEY", result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void The_environment_variable_is_used_and_no_vault_is_queried()
    {
        VaultModule.WriteTo(InFolder("modules"));
        Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
        var result = Engine.Run("Get-SeedanceTask a -Verbose; $VaultQueries.Count; (Get-Module).Name");
        Assert.Equal(0, result.Output[1].BaseObject);
        Assert.Contains("The API key comes from the environment variable SEEDANCE_API_KEY.", result.Verbose);
        Assert.DoesNotContain(VaultModule.Name, result.Output.Select(o => o.BaseObject));
    }

    [Fact]
    public void The_request_share_of_the_environment_is_used_unless_the_parameter_is_given()
    {
        Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
        Environment.SetEnvironmentVariable("SEEDANCE_REQUEST_SHARE", "nine eighths");
        var result = Engine.Run("Get-SeedanceTask a");
        Assert.StartsWith("InvalidParameter,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("SEEDANCE_REQUEST_SHARE: 'nine", result.Thrown!.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);

        Assert.Single(Engine.Run("Get-SeedanceTask a -RequestShare 1/8").Output);
    }

    [Theory]
    [InlineData("-VaultName Locked", "VaultLocked")]
    [InlineData("-SecretName Nope", "SecretNotFound")]
    [InlineData("-VaultName Throws", "VaultFailed")]
    public void A_named_vault_or_secret_that_fails_does_not_use_the_environment_variable(
        string parameters, string error)
    {
        VaultModule.WriteTo(InFolder("modules"));
        Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
        var result = Engine.Run($"Get-SeedanceTask a {parameters}");
        Assert.StartsWith(error + ",", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void A_named_vault_without_SecretManagement_is_an_error_with_the_install_command()
    {
        Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
        var result = Engine.Run("Get-SeedanceTask a -VaultName Mine");
        Assert.StartsWith(
            "SecretManagementMissing,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            "Install-PSResource Microsoft.PowerShell.SecretManagement",
            result.TerminatingError.RecommendedAction(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public void The_secret_SeedanceApiKey_of_the_default_vault_is_the_last_source()
    {
        VaultModule.WriteTo(InFolder("modules"));
        var result = Engine.Run("$global:DefaultVault = 'Text'; Get-SeedanceTask a -Verbose; $VaultQueries");
        Assert.Empty(result.Errors);
        Assert.Equal("Text/SeedanceApiKey", result.Output[^1].BaseObject);
        Assert.Contains("The API key comes from the secret 'SeedanceApiKey' of the vault 'Text'.", result.Verbose);
    }

    [Fact]
    public void SecretManagement_without_a_default_vault_is_a_missing_key()
    {
        VaultModule.WriteTo(InFolder("modules"));
        var result = Engine.Run("Get-SeedanceTask a");
        Assert.StartsWith("ApiKeyMissing,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_locked_default_vault_is_an_error_that_states_it()
    {
        VaultModule.WriteTo(InFolder("modules"));
        var result = Engine.Run("$global:DefaultVault = 'Locked'; Get-SeedanceTask a");
        Assert.StartsWith("VaultLocked,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mine", null, "", "/Mine")]
    [InlineData(null, "Text", "", "Text/SeedanceApiKey")]
    [InlineData("Mine", "Text", "", "Text/Mine")]
    [InlineData("Mine", "Text", "-VaultName Secure", "Secure/Mine")]
    [InlineData("Mine", "Text", "-SecretName Other", "Text/Other")]
    [InlineData(" ", " ", "-SecretName Other", "/Other")]
    public void Variables_name_secret_and_vault_when_no_parameter_does(
        string? secret, string? vault, string parameters, string query)
    {
        VaultModule.WriteTo(InFolder("modules"));
        Environment.SetEnvironmentVariable("SEEDANCE_SECRET_NAME", secret);
        Environment.SetEnvironmentVariable("SEEDANCE_VAULT_NAME", vault);
        var result = Engine.Run($"Get-SeedanceTask a {parameters}; $VaultQueries");
        Assert.Empty(result.Errors);
        Assert.Equal(query, result.Output[^1].BaseObject);
    }

    [Fact]
    public void A_missing_secret_named_by_a_variable_is_an_error()
    {
        VaultModule.WriteTo(InFolder("modules"));
        Environment.SetEnvironmentVariable("SEEDANCE_SECRET_NAME", "Nope");
        var result = Engine.Run("$global:DefaultVault = 'Text'; Get-SeedanceTask a");
        Assert.StartsWith("SecretNotFound,", result.TerminatingError.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_with_the_key_precedes_those_that_name_a_secret()
    {
        Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
        Environment.SetEnvironmentVariable("SEEDANCE_SECRET_NAME", "Mine");
        Assert.Single(Engine.Run("Get-SeedanceTask a").Output);
    }

    [Fact]
    public void Completion_of_vaults_without_SecretManagement_offers_none_and_no_error()
    {
        var result = Engine.Run(
            """
            $global:Error.Clear()
            $line = 'Get-SeedanceTask -VaultName '
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches |
                Where-Object ResultType -eq ParameterValue
            $global:Error.Count
            """);
        Assert.Equal(0, Assert.Single(result.Output).BaseObject);
    }
}
