using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Credentials;

/// <summary>
/// Calls the module Microsoft.PowerShell.SecretManagement. Its commands run in the caller's runspace
/// on the pipeline thread, so that a vault can prompt for its password and Ctrl+C cancels the prompt.
/// </summary>
internal sealed class SecretManagement(CommandInvocationIntrinsics commands)
{
    private const string ModuleName = "Microsoft.PowerShell.SecretManagement";

    // SecretManagement uses one runspace for all vaults of a process: two concurrent calls fail.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>The name of the default vault; null when there is none or SecretManagement is not installed.</summary>
    /// <exception cref="SeedanceException">SecretManagement failed.</exception>
    public string? FindDefaultVault()
    {
        if (Find("Get-SecretVault") is not { } command) return null;
        try
        {
            var vault = Invoke(command, [])
                .FirstOrDefault(vault => LanguagePrimitives.IsTrue(vault.Properties["IsDefault"]?.Value));
            return vault?.Properties["Name"]?.Value as string;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new SeedanceException(
                Failure.VaultFailed,
                $"There is no API key, and {ModuleName} cannot name the default vault: {ReasonOf(e)}", null, e);
        }
    }

    /// <summary>Reads a secret.</summary>
    /// <returns>The key, which the caller disposes of.</returns>
    /// <exception cref="SeedanceException">The secret cannot be read.</exception>
    public SecureString Read(SecretReference secret, CancellationToken stop)
    {
        var command = Find("Get-Secret") ?? throw new SeedanceException(
            Failure.SecretManagementMissing, $"{ModuleName} is not installed; the API key should come from {secret}.");
        var parameters =
            new Dictionary<string, object> { ["Name"] = secret.Name, ["ErrorAction"] = ActionPreference.Stop };
        if (secret.Vault is not null) parameters["Vault"] = secret.Vault;
        var value = ReadInTurn(command, parameters, secret, stop) ?? throw NotFound(secret, null);
        return SecureKey.From(value) ?? throw new SeedanceException(
            Failure.ApiKeyInvalid,
            $"The API key should come from {secret}, which is no text but a {value.BaseObject.GetType().Name}.");
    }

    private PSObject? ReadInTurn(
        CommandInfo command, Dictionary<string, object> parameters, SecretReference secret, CancellationToken stop)
    {
        try
        {
            Turn.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        try
        {
            return Invoke(command, parameters).FirstOrDefault(value => value is not null);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw Explain(e, secret);
        }
        finally
        {
            Turn.Release();
        }
    }

    // Module-qualified: a function or alias of the caller with the same name is not used. Null when there is no such
    // command.
    private CommandInfo? Find(string name) =>
        commands.GetCommand($"{ModuleName}\\{name}", CommandTypes.Cmdlet | CommandTypes.Function);

    private Collection<PSObject> Invoke(CommandInfo command, Dictionary<string, object> parameters) =>
        commands.InvokeScript(
            useLocalScope: true, ScriptBlock.Create("param($command, $parameters) & $command @parameters"), null,
            command, parameters);

    // The error record has the cause. With -ErrorAction Stop the exception itself states only that the command stopped.
    private static SeedanceException Explain(RuntimeException e, SecretReference secret)
    {
        var cause = e.ErrorRecord.Exception ?? e;
        if (e.ErrorRecord.FullyQualifiedErrorId.StartsWith("GetSecretNotFound", StringComparison.Ordinal))
            return NotFound(secret, cause);
        return IsLocked(cause)
            ? new(Failure.VaultLocked, $"The vault is locked; the API key should come from {secret}.", null, cause)
            : new(
                Failure.VaultFailed, $"The vault failed; the API key should come from {secret}: {ReasonOf(cause)}",
                null, cause);
    }

    private static SeedanceException NotFound(SecretReference secret, Exception? cause) =>
        new(Failure.SecretNotFound, $"There is no secret for the API key: {secret} does not exist.", null, cause);

    // SecretManagement reports only that it failed; the innermost exception has the vault's reason.
    private static string ReasonOf(Exception e)
    {
        var innermost = e;
        while (innermost.InnerException is { } inner) innermost = inner;
        return innermost.Message == e.Message ? e.Message : $"{e.Message} {innermost.Message}";
    }

    // By name, because the build does not reference SecretManagement.
    private static bool IsLocked(Exception? e) =>
        e is not null && (e.GetType().Name == "PasswordRequiredException" || IsLocked(e.InnerException));
}
