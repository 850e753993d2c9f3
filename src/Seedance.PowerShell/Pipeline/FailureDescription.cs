using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>How a failure is reported in PowerShell.</summary>
/// <param name="Category">The category of its error record.</param>
/// <param name="RecommendedAction">What the user should do next.</param>
internal sealed record FailureDescription(ErrorCategory Category, string RecommendedAction)
{
    private const string CheckKey =
        "Check the key: is it complete, valid and of this account? Then run the same command again.";

    private const string TryLater =
        "The task is paid for and goes on: do not create it again. Run the same command later.";

    private const string CheckCertificate =
        "Check the clock, -BaseUri and the proxy. The check cannot be skipped: an unknown host would get the key.";

    private const string CheckHost = "Check -BaseUri. The task is not affected: do not create it again.";

    private const string CheckDisk =
        "Free space or choose another -Destination, then run the same command again within a day.";

    /// <summary>The description of an exception.</summary>
    public static FailureDescription Of(SeedanceException exception)
    {
        var description = For(exception.Failure);
        // A root certificate does not help when the certificate is for another host or has expired.
        if (exception.GetBaseException() is UntrustedCertificateException { IsIssuerUnknown: false })
            return description with { RecommendedAction = CheckCertificate };
        // The last response was 404: the task may not exist, so the message must not state that it continues.
        var isUnknownTask = exception.Failure == Failure.WaitTimedOut
            && exception.InnerException is SeedanceException { Failure: Failure.TaskNotFound };
        return isUnknownTask
            ? description with { RecommendedAction = For(Failure.TaskNotFound).RecommendedAction }
            : description;
    }

    /// <summary>
    /// The description of a failure. Each action is at most 120 characters long, those about vaults 150: together with
    /// what happened a message stays within <see cref="ErrorRecords.MaximumMessageLength"/>.
    /// </summary>
    public static FailureDescription For(Failure failure) => failure switch
    {
        Failure.ApiKeyMissing => new(ErrorCategory.AuthenticationError,
            "Set SEEDANCE_API_KEY, pass -ApiKey (Read-Host -AsSecureString), or run: Set-Secret SeedanceApiKey."),
        Failure.ApiKeyInvalid =>
            new(ErrorCategory.InvalidArgument, "Pass the key alone, without quotes, spaces or line breaks."),
        Failure.SecretManagementMissing => new(ErrorCategory.NotInstalled,
            "Run: Install-PSResource Microsoft.PowerShell.SecretManagement. Or set SEEDANCE_API_KEY."),
        // Set-SecretStoreConfiguration fails where SecretStore has no store yet.
        Failure.VaultLocked => new(ErrorCategory.AuthenticationError,
            "Run Unlock-SecretVault. Without a password, in a new and empty store: "
            + "Reset-SecretStore -Authentication None -Interaction None."),
        Failure.VaultFailed => new(ErrorCategory.ResourceUnavailable,
            "Check the vault with Get-SecretVault and Test-SecretVault, or choose one with -VaultName."),
        Failure.SecretNotFound =>
            new(ErrorCategory.ObjectNotFound, "Check the name with Get-SecretInfo, or store the key with Set-Secret."),
        Failure.BaseUriInvalid => new(ErrorCategory.InvalidArgument,
            "Pass an absolute URL, such as https://zcbservice.aizfw.cn, with -BaseUri or SEEDANCE_BASE_URI."),
        Failure.BaseUriInsecure => new(ErrorCategory.SecurityError,
            "Use an https URL, or allow it with -AllowInsecureBaseUri."),
        Failure.TaskIdInvalid => new(ErrorCategory.InvalidArgument,
            "Pass the id that the service returned when the task was created, such as video_fd35ee52."),
        Failure.AuthenticationFailed => new(ErrorCategory.AuthenticationError, CheckKey),
        Failure.AuthenticationLost => new(ErrorCategory.AuthenticationError, CheckKey),
        Failure.AccessDenied => new(ErrorCategory.PermissionDenied,
            "Check that the key's account may use the service, and that no proxy or firewall denies the request."),
        Failure.TaskNotFound => new(ErrorCategory.ObjectNotFound,
            "Check the id and that the key is of the same account. A new task may need a minute."),
        Failure.EndpointNotFound => new(ErrorCategory.ObjectNotFound, "Check -BaseUri and SEEDANCE_BASE_URI."),
        Failure.RequestRejected =>
            new(ErrorCategory.InvalidOperation, "Read the service's message. The same request will fail again."),
        Failure.RateLimited => new(ErrorCategory.LimitsExceeded, TryLater),
        Failure.ServiceUnavailable => new(ErrorCategory.ResourceUnavailable, TryLater),
        Failure.ConnectionFailed => new(ErrorCategory.ConnectionError,
            "Check the network and proxy. The task is paid for: do not create it again. Run the same command later."),
        Failure.ProxyAuthenticationRequired => new(ErrorCategory.AuthenticationError,
            "Pass -Proxy with -ProxyCredential, or start PowerShell with HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT."),
        Failure.ProxyFailed => new(ErrorCategory.ConnectionError,
            "Check the proxy's URL, and that it allows this host. The task is not affected: do not create it again."),
        Failure.CertificateUntrusted => new(ErrorCategory.SecurityError,
            "To trust it, add its root: Import-Certificate (Windows), "
            + "update-ca-certificates (Linux), Keychain (macOS)."),
        Failure.RequestTimedOut => new(ErrorCategory.ConnectionError, TryLater),
        Failure.ResponseInvalid => new(ErrorCategory.InvalidResult,
            "A proxy may have sent it. The task is paid for: do not create it again. Run the same command later."),
        Failure.ResponseTooLarge => new(ErrorCategory.InvalidResult, CheckHost),
        Failure.RedirectRefused => new(ErrorCategory.SecurityError, CheckHost),
        Failure.WrongTask => new(ErrorCategory.InvalidResult,
            "A cache may have mixed up responses. The task goes on: do not create it again. "
            + "Run the same command later."),
        Failure.StatusUnknown => new(ErrorCategory.InvalidResult,
            "Update this module. Check the task with Get-SeedanceTask; do not create it again."),
        Failure.WaitTimedOut => new(ErrorCategory.OperationTimeout,
            "The task is paid for and goes on: do not create it again. Run Wait-SeedanceTask again."),
        Failure.TaskFailed =>
            new(ErrorCategory.InvalidResult, "There is no video. Read the reason before you pay for another task."),
        Failure.TaskNotCompleted => new(ErrorCategory.ResourceUnavailable,
            "Pipe it through Wait-SeedanceTask, or use Save-SeedanceVideo -Wait."),
        Failure.VideoUrlMissing => new(ErrorCategory.ResourceUnavailable,
            "Run the same command again in a minute. If the error stays, contact the service's support with this id."),
        Failure.VideoUrlInvalid => new(ErrorCategory.SecurityError, "Check -BaseUri: is that host the service?"),
        Failure.VideoExpired => new(ErrorCategory.ResourceUnavailable,
            "URLs are valid for one day. Ask the service's support whether the video still exists."),
        Failure.VideoRefused =>
            new(ErrorCategory.ConnectionError, "Run the same command again: it queries a new URL first."),
        Failure.VideoIncomplete => new(ErrorCategory.ConnectionError,
            "Run the same command again soon: the URL of the video is valid for one day."),
        Failure.VideoInvalid => new(ErrorCategory.InvalidResult,
            "The file is kept as NAME.refused: look at it, or run the same command again."),
        Failure.DestinationInvalid =>
            new(ErrorCategory.WriteError, "Choose a folder that you may write to with -Destination."),
        Failure.FileExists =>
            new(ErrorCategory.ResourceExists, "Remove -NoClobber to skip it, or use -Force to replace it."),
        Failure.FileNameInvalid =>
            new(ErrorCategory.InvalidArgument, "Use -FileName with a plain file name, such as '{Id}.mp4'."),
        Failure.FileNameConflict =>
            new(ErrorCategory.InvalidArgument, "Make the names differ: put {Id} or {Index} into -FileName."),
        Failure.DiskFull => new(ErrorCategory.WriteError, CheckDisk),
        Failure.WriteFailed => new(ErrorCategory.WriteError, CheckDisk),
        Failure.RequestInvalid => new(ErrorCategory.InvalidArgument,
            "Correct the row and run the same command again: what exists already is not sent again."),
        Failure.CreationNotSent => new(ErrorCategory.ConnectionError,
            "Nothing was created and nothing is paid for: run the same command again."),
        Failure.CreationUnknown => new(ErrorCategory.ResourceUnavailable,
            "Look for it in the provider's console. If it is not there, run the command with -Resubmit for this key."),
        Failure.KeyConflict => new(ErrorCategory.InvalidArgument,
            "Give the changed request a key of its own, or use another -Journal."),
        Failure.BudgetReached => new(ErrorCategory.LimitsExceeded, "Raise -MaximumTokens, or use another -Journal."),
        Failure.JournalInvalid => new(ErrorCategory.InvalidArgument,
            "Name a journal that this account may write to with -Journal or SEEDANCE_JOURNAL."),
        Failure.JournalFailed => new(ErrorCategory.WriteError,
            "Make room or make it writable, then run the same command again: what is recorded is not sent again."),
        _ => new(ErrorCategory.NotSpecified, TryLater),
    };
}
