using System.Management.Automation;
using System.Security;
using Seedance.Api;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Credentials;
using Seedance.PowerShell.Pipeline;
using Seedance.PowerShell.State;
using Seedance.Waiting;

namespace Seedance.PowerShell.Commands;

/// <summary>What the three cmdlets share: the key, the address, the manners.</summary>
public abstract class SeedanceCommand : AsyncCommand
{
    private const string BaseUriVariable = "SEEDANCE_BASE_URI";

    private const string PlainKeyText = "-ApiKey was given as plain text, which history and transcripts keep. "
        + "Prefer a vault, SEEDANCE_API_KEY, or -ApiKey (Read-Host -AsSecureString).";

    private KeyLease? _key;

    /// <summary>
    /// The API key. Without it: the secret that -SecretName and -VaultName name, the environment variable SEEDANCE_API_KEY,
    /// the secret SeedanceApiKey of the default vault.
    /// </summary>
    [Parameter]
    [ApiKeyTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The vault that has the key. Without it SEEDANCE_VAULT_NAME is used, and without that all vaults are searched.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VaultName { get; set; }

    /// <summary>The secret that is the key. Without it SEEDANCE_SECRET_NAME is used, and without that SeedanceApiKey.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The service's address. Without it SEEDANCE_BASE_URI is used, and without that the documented address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <summary>Send the key to a plain http address of another machine, where everybody on the way can read it.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureBaseUri { get; set; }

    /// <summary>How much may be under way at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>How often in a row a request that failed is repeated; 0 never.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 5;

    /// <summary>The first pause between two attempts, in seconds; it doubles, up to a minute.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double RetryIntervalSec { get; set; } = 2;

    /// <summary>The client of this pipeline.</summary>
    protected SeedanceClient Client { get; private set; } = null!;

    /// <summary>What this runspace remembers.</summary>
    private protected RunspaceState State { get; private set; } = null!;

    /// <summary>Finds key and address, and ends the pipeline before the first request when one is missing or cannot be right.</summary>
    protected override void BeginProcessing() => OrTerminate(() =>
    {
        State = RunspaceState.Current;
        var address = BaseUri ?? Environment.GetEnvironmentVariable(BaseUriVariable);
        var baseUri = string.IsNullOrWhiteSpace(address) ? ServiceBaseUri.Default : ServiceBaseUri.Parse(address!);
        // First: nobody is asked for a password for a key that must not be sent.
        if (!AllowInsecureBaseUri) ServiceBaseUri.RequireSecure(baseUri);
        State.PlainKeyWarning.Give(WriteWarning, PlainKeyText);
        _key = new ApiKeySource(new SecretManagement(InvokeCommand), State, WriteVerbose).Find(ApiKey, SecretName, VaultName, StopToken);
        Client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = baseUri,
            Pacer = State.PacerFor(baseUri),
            ApiKey = _key.Key,
            AllowInsecureBaseUri = AllowInsecureBaseUri,
            MaximumRetryCount = MaximumRetryCount,
            RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        });
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // What is still running ends first.
        base.Dispose(disposing);
        if (disposing) _key?.Dispose();
    }

    /// <summary>A waiter with the manners that the caller gave; what it says goes to the person.</summary>
    /// <param name="throttleLimit">How many questions may be under way at a time.</param>
    /// <param name="timeoutSec">The value of -Timeout, which counts only when it was given: 0 is a timeout too.</param>
    /// <param name="pollIntervalSec">The value of -PollIntervalSec; 0 for the adaptive pace.</param>
    private protected TaskWaiter CreateWaiter(int throttleLimit, double timeoutSec, double pollIntervalSec) => new(Client, new TaskWaiterOptions
    {
        ThrottleLimit = throttleLimit,
        Timeout = IsGiven("Timeout") ? TimeSpan.FromSeconds(timeoutSec) : null,
        Schedule = new PollSchedule(pollIntervalSec > 0 ? TimeSpan.FromSeconds(pollIntervalSec) : null),
        MaximumRetryCount = IsGiven(nameof(MaximumRetryCount)) ? MaximumRetryCount : TaskWaiterOptions.DefaultMaximumRetryCount,
        OnNotice = notice => Post(() => Say(notice.IsWarning, notice.Message)),
    });

    /// <summary>Tells the person. To be called on the pipeline thread.</summary>
    private protected void Say(bool isWarning, string message)
    {
        if (isWarning) WriteWarning(message);
        else WriteVerbose(message);
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>For what makes all work impossible.</summary>
    protected void OrTerminate(Action action)
    {
        try
        {
            action();
        }
        catch (SeedanceException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
    }

    /// <summary>The ids that a request may be made for; each of the others is an error of its own, and the rest goes on.</summary>
    protected IEnumerable<string> ValidIds(string[]? ids)
    {
        if (ids is null || ids.Length == 0) ids = [""];
        foreach (var id in ids)
        {
            var isValid = false;
            try
            {
                SeedanceClient.ValidateId(id);
                isValid = true;
            }
            catch (SeedanceException e)
            {
                WriteError(ErrorRecords.From(e));
            }

            if (!isValid) continue;
            // A CSV cell often has a blank around it, and an id never has.
            var trimmed = id.Trim();
            State.RecentTasks.Add(trimmed);
            yield return trimmed;
        }
    }
}
