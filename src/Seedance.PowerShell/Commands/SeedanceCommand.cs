using System.Management.Automation;
using System.Security;
using Seedance.Api;
using Seedance.Creating;
using Seedance.Http;
using Seedance.PowerShell.Binding;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Credentials;
using Seedance.PowerShell.Pipeline;
using Seedance.PowerShell.State;

namespace Seedance.PowerShell.Commands;

/// <summary>
/// The base of the cmdlets that send requests: the API key, the base URL, the limits and the retries.
/// </summary>
public abstract class SeedanceCommand : AsyncCommand
{
    private const string BaseUriVariable = "SEEDANCE_BASE_URI";

    private const string PlainKeyText = "-ApiKey was given as plain text, which history and transcripts keep. "
        + "Prefer a vault, SEEDANCE_API_KEY, or -ApiKey (Read-Host -AsSecureString).";

    private KeyLease? _key;
    private ConnectionLease? _connections;
    private CreationJournal? _journal;

    /// <summary>
    /// The API key. Without it: the secret that -SecretName and -VaultName name, the environment variable
    /// SEEDANCE_API_KEY, the secret SeedanceApiKey of the default vault.
    /// </summary>
    [Parameter]
    [ApiKeyTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>
    /// The vault that has the key. Without it SEEDANCE_VAULT_NAME is used, and without that all vaults are searched.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VaultName { get; set; }

    /// <summary>
    /// The secret that is the key. Without it SEEDANCE_SECRET_NAME is used, and without that SeedanceApiKey.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>
    /// The base URL of the service. Without it SEEDANCE_BASE_URI is used, and without that the documented URL.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaseUri { get; set; }

    /// <summary>Send the key unencrypted to an http URL of another machine.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureBaseUri { get; set; }

    /// <summary>
    /// The proxy of all requests. Without it the environment variables or the system's settings decide.
    /// </summary>
    [Parameter]
    [ProxyTransformation]
    public Uri? Proxy { get; set; }

    /// <summary>The user name and password for -Proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Use the account of this process for -Proxy.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Connect directly, whatever the environment variables and the system's settings say.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>The maximum number of operations in flight.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>
    /// The share of the account's request rate for this session, when several processes or machines use one API key:
    /// 1/8, or with the account's limit in requests per second: '1/8 of 50'. Without it SEEDANCE_REQUEST_SHARE is used.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestShare { get; set; }

    /// <summary>How often in a row a failed request is repeated; 0 for never.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 5;

    /// <summary>The delay before the first retry, in seconds; it doubles with each retry, up to 60 seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 60.0)]
    public double RetryIntervalSec { get; set; } = 2;

    /// <summary>The client of this pipeline.</summary>
    protected SeedanceClient Client { get; private set; } = null!;

    /// <summary>The state that the cmdlets of this runspace share.</summary>
    private protected RunspaceState State { get; private set; } = null!;

    /// <summary>
    /// Finds the key and the base URL. When one is missing or invalid, the pipeline ends before the first request.
    /// </summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        State = RunspaceState.Current;
        OrTerminate(Connect);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Requests in flight use the key, so they end first.
        base.Dispose(disposing);
        if (!disposing) return;
        _connections?.Dispose();
        _key?.Dispose();
        _journal?.Dispose();
    }

    private void Connect()
    {
        var url = BaseUri ?? Environment.GetEnvironmentVariable(BaseUriVariable);
        var baseUri = string.IsNullOrWhiteSpace(url) ? ServiceBaseUri.Default : ServiceBaseUri.Parse(url!);
        // Before the key is read: a vault must not prompt for a key that may not be sent.
        if (!AllowInsecureBaseUri) ServiceBaseUri.RequireSecure(baseUri);
        var proxy = Read(() => ProxyParameters.Read(Proxy, ProxyCredential, ProxyUseDefaultCredentials, NoProxy));
        _connections = proxy is null ? null : State.Connections.Borrow(proxy);
        var pacer = State.PacerFor(baseUri);
        if (Read(() => RequestShareParameter.Read(RequestShare)) is { } share) pacer.Share = share;
        State.PlainKeyWarning.WriteOnce(WriteWarning, PlainKeyText);
        _key = new ApiKeySource(new SecretManagement(InvokeCommand), State, WriteVerbose)
            .Find(ApiKey, SecretName, VaultName, StopToken);
        Client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = baseUri,
            Pacer = pacer,
            AcceptedKeys = State.AcceptedKeys,
            ApiKey = _key.Key,
            Connections = _connections?.Connections,
            UserAgent = UserAgent.Of(SessionState),
            AllowInsecureBaseUri = AllowInsecureBaseUri,
            MaximumRetryCount = MaximumRetryCount,
            RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        });
    }

    // A value that is none, or values that cannot be used together, end the pipeline.
    private T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(ErrorRecords.InvalidParameter(e.Message));
            throw;
        }
    }

    /// <summary>Writes a warning or a verbose message. To be called on the pipeline thread.</summary>
    private protected void WriteNotice(bool isWarning, string message)
    {
        if (isWarning) WriteWarning(message);
        else WriteVerbose(message);
    }

    /// <summary>True when nothing may be changed: -WhatIf, or its preference variable.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value)
        ? (SwitchParameter)value
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Opens a journal for results, or nothing when none is named.</summary>
    /// <param name="journal">The value of -Journal.</param>
    private protected JournaledTasks OpenJournal(string? journal)
    {
        if (journal is null) return new JournaledTasks(null);
        OrTerminate(() =>
        {
            var path = JournalPath.Resolve(this, journal)!;
            if (!IsWhatIf && !File.Exists(path))
                throw new SeedanceException(Failure.JournalInvalid, $"There is no journal '{path}'.");
            _journal = IsWhatIf
                ? CreationJournal.OpenRead(path, mayBeMissing: true, StopToken)
                : CreationJournal.Open(path, Client.Options.TimeProvider, StopToken);
        });
        return new JournaledTasks(_journal);
    }

    /// <summary>Records something in the background; a failure is an error of its own.</summary>
    private protected void Record(Func<Task> record) => Run(_ => RecordAsync(record));

    /// <summary>Records something; a failure is an error of its own.</summary>
    private protected async Task RecordAsync(Func<Task> record)
    {
        try
        {
            await record().ConfigureAwait(false);
        }
        catch (SeedanceException e)
        {
            Post(() => WriteError(ErrorRecords.From(e)));
        }
    }

    /// <summary>True when the caller gave a parameter.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Turns a failure that makes all work impossible into a terminating error.</summary>
    private protected void OrTerminate(Action action)
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
}
