using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>What a failure means in PowerShell.</summary>
/// <param name="Category">The category of its error record.</param>
/// <param name="RecommendedAction">What the user should do next.</param>
internal sealed record FailureAdvice(ErrorCategory Category, string RecommendedAction)
{
    private const string CheckKey =
        "Check the key: is it complete, of this account and not revoked? Nothing was lost: run the same command again with the right key.";

    private const string TryLater =
        "The task goes on at the service and is already paid for: do not create it again. Run the same command again in a few minutes.";

    private const string CheckHost = "Check -BaseUri: is that host the service? The task itself is not touched by this: do not create it again.";

    private const string CheckDisk =
        "Make room or choose another -Destination, then run the same command again within a day of completion.";

    /// <summary>The advice for an exception.</summary>
    public static FailureAdvice Of(SeedanceException exception)
    {
        var advice = For(exception.Failure);
        // The last response was 404: the task may not exist, so it must not be said to continue.
        return exception is { Failure: Failure.WaitTimedOut, InnerException: SeedanceException { Failure: Failure.TaskNotFound } }
            ? advice with { RecommendedAction = For(Failure.TaskNotFound).RecommendedAction }
            : advice;
    }

    /// <summary>The advice for a failure.</summary>
    public static FailureAdvice For(Failure failure) => failure switch
    {
        Failure.ApiKeyMissing => new(ErrorCategory.AuthenticationError,
            "Set the environment variable SEEDANCE_API_KEY, pass -ApiKey (Read-Host -AsSecureString), "
            + "or store the key in a vault: Set-Secret SeedanceApiKey."),
        Failure.ApiKeyInvalid => new(ErrorCategory.InvalidArgument,
            "Pass the key alone, without quotes, spaces or line breaks; a key read from a file often ends with a line break."),
        Failure.SecretManagementMissing => new(ErrorCategory.NotInstalled,
            "Install it with: Install-PSResource Microsoft.PowerShell.SecretManagement. Or set the environment variable SEEDANCE_API_KEY."),
        Failure.VaultLocked => new(ErrorCategory.AuthenticationError,
            "Unlock it first: Unlock-SecretVault. For unattended runs, let it open without a password once and for all: "
            + "Set-SecretStoreConfiguration -Authentication None -Interaction None."),
        Failure.VaultFailed => new(ErrorCategory.ResourceUnavailable,
            "Look at your vaults with Get-SecretVault, try this one with Test-SecretVault, and name it with -VaultName."),
        Failure.SecretNotFound => new(ErrorCategory.ObjectNotFound,
            "Look at the secrets you have with Get-SecretInfo, or store the key with Set-Secret."),
        Failure.BaseUriInvalid => new(ErrorCategory.InvalidArgument,
            "Pass an absolute address such as https://zcbservice.aizfw.cn/kyyReactApiServer with -BaseUri or in SEEDANCE_BASE_URI, or leave both out."),
        Failure.BaseUriInsecure => new(ErrorCategory.SecurityError,
            "Use an https address; plain http is allowed to this machine alone, unless -AllowInsecureBaseUri is given."),
        Failure.TaskIdInvalid => new(ErrorCategory.InvalidArgument,
            "Pass the id that the service gave when the task was created, such as video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd."),
        Failure.AuthenticationFailed => new(ErrorCategory.AuthenticationError, CheckKey),
        Failure.AuthenticationLost => new(ErrorCategory.AuthenticationError, CheckKey),
        Failure.AccessDenied => new(ErrorCategory.PermissionDenied,
            "Check that the key's account may use this service, and whether a proxy or firewall stands between."),
        Failure.TaskNotFound => new(ErrorCategory.ObjectNotFound,
            "Check the id and that the key belongs to the account that created the task. A task created a moment ago may need some seconds."),
        Failure.EndpointNotFound => new(ErrorCategory.ObjectNotFound,
            "Check -BaseUri or SEEDANCE_BASE_URI: the service has no such address."),
        Failure.RequestRejected => new(ErrorCategory.InvalidOperation, "Read the service's message; repeating the same request will not help."),
        Failure.RateLimited => new(ErrorCategory.LimitsExceeded, TryLater),
        Failure.ServiceUnavailable => new(ErrorCategory.ResourceUnavailable, TryLater),
        Failure.ConnectionFailed => new(ErrorCategory.ConnectionError,
            "Check the network, the proxy and -BaseUri. " + TryLater),
        Failure.RequestTimedOut => new(ErrorCategory.ConnectionError, TryLater),
        Failure.ResponseInvalid => new(ErrorCategory.InvalidResult,
            "A proxy between here and the service may have answered in its place. " + TryLater),
        Failure.ResponseTooLarge => new(ErrorCategory.InvalidResult, CheckHost),
        Failure.RedirectRefused => new(ErrorCategory.SecurityError, CheckHost),
        Failure.WrongTask => new(ErrorCategory.InvalidResult, "A cache between here and the service may have mixed up answers. " + TryLater),
        Failure.StatusUnknown => new(ErrorCategory.InvalidResult,
            "A newer version of this module may know the word. The task may be done: look at it with Get-SeedanceTask, and do not create it again."),
        Failure.WaitTimedOut => new(ErrorCategory.OperationTimeout,
            "The task goes on at the service and is already paid for: do not create it again. Wait for it with Wait-SeedanceTask once more."),
        Failure.TaskFailed => new(ErrorCategory.InvalidResult, "There is no video for this task. Read the reason before creating another one."),
        Failure.TaskNotCompleted => new(ErrorCategory.ResourceUnavailable,
            "Wait for it: pipe it through Wait-SeedanceTask, or use Save-SeedanceVideo -Wait."),
        Failure.VideoUrlMissing => new(ErrorCategory.ResourceUnavailable,
            "Run the same command again in a minute; if it stays so, ask the service's support with this id."),
        Failure.VideoUrlInvalid => new(ErrorCategory.SecurityError, "Check -BaseUri: is that host the service?"),
        Failure.VideoExpired => new(ErrorCategory.ResourceUnavailable,
            "Addresses live one day. Ask the service's support with this id whether the video can still be had."),
        Failure.VideoRefused => new(ErrorCategory.ConnectionError, "Run the same command again: it asks for a fresh address first."),
        Failure.VideoIncomplete => new(ErrorCategory.ConnectionError,
            "Run the same command again soon: the video's address lives one day."),
        Failure.VideoInvalid => new(ErrorCategory.InvalidResult, "Nothing was saved under the final name. Run the same command again."),
        Failure.DestinationInvalid => new(ErrorCategory.WriteError, "Choose a folder that you may write to with -Destination."),
        Failure.FileExists => new(ErrorCategory.ResourceExists, "Leave out -NoClobber to skip it, or use -Force to replace it."),
        Failure.FileNameInvalid => new(ErrorCategory.InvalidArgument, "Use -FileName with a plain file name, such as '{Id}.mp4'."),
        Failure.FileNameConflict => new(ErrorCategory.InvalidArgument, "Make the names differ: put {Id} or {Index} into -FileName."),
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
