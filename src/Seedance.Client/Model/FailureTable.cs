using System.Net;

namespace Seedance;

/// <summary>What one kind of failure means for a caller.</summary>
/// <param name="Category">The name of PowerShell's ErrorCategory for it.</param>
/// <param name="Retries">How often in a row it may be retried: 0 is final, null is up to the caller's own limit.</param>
/// <param name="RecommendedAction">What a person should do next.</param>
public sealed record FailureRule(string Category, int? Retries, string RecommendedAction)
{
    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => Retries is null or > 0;
}

/// <summary>The one place that says of every outcome whether it is final, its category, and what to do about it.</summary>
public static class FailureTable
{
    private const int Final = 0;
    private static int? UpToTheCaller => null;

    private const string CheckKey =
        "Check the key: is it complete, of this account and not revoked? Nothing was lost: run the same command again with the right key.";

    private const string TryLater =
        "The task goes on at the service and is already paid for: do not create it again. Run the same command again in a few minutes.";

    private const string CheckHost = "Check -BaseUri: is that host the service? The task itself is not touched by this: do not create it again.";

    private const string CheckDisk =
        "Make room or choose another -Destination, then run the same command again within a day of completion.";

    /// <summary>The rule for a failure.</summary>
    public static FailureRule RuleOf(Failure failure) => failure switch
    {
        Failure.ApiKeyMissing => new("AuthenticationError", Final,
            "Set the environment variable SEEDANCE_API_KEY, pass -ApiKey (Read-Host -AsSecureString), "
            + "or store the key in a vault: Set-Secret SeedanceApiKey."),
        Failure.ApiKeyInvalid => new("InvalidArgument", Final,
            "Pass the key alone, without quotes, spaces or line breaks; a key read from a file often ends with a line break."),
        Failure.SecretManagementMissing => new("NotInstalled", Final,
            "Install it with: Install-PSResource Microsoft.PowerShell.SecretManagement. Or set the environment variable SEEDANCE_API_KEY."),
        Failure.VaultLocked => new("AuthenticationError", Final,
            "Unlock it first: Unlock-SecretVault. For unattended runs, let it open without a password once and for all: "
            + "Set-SecretStoreConfiguration -Authentication None -Interaction None."),
        Failure.VaultFailed => new("ResourceUnavailable", Final,
            "Look at your vaults with Get-SecretVault, try this one with Test-SecretVault, and name it with -VaultName."),
        Failure.SecretNotFound => new("ObjectNotFound", Final,
            "Look at the secrets you have with Get-SecretInfo, or store the key with Set-Secret."),
        Failure.BaseUriInvalid => new("InvalidArgument", Final,
            "Pass an absolute address such as https://zcbservice.aizfw.cn/kyyReactApiServer with -BaseUri or in SEEDANCE_BASE_URI, or leave both out."),
        Failure.BaseUriInsecure => new("SecurityError", Final,
            "Use an https address; plain http is allowed to this machine alone, unless -AllowInsecureBaseUri is given."),
        Failure.TaskIdInvalid => new("InvalidArgument", Final,
            "Pass the id that the service gave when the task was created, such as video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd."),
        Failure.AuthenticationFailed => new("AuthenticationError", Final, CheckKey),
        Failure.AuthenticationLost => new("AuthenticationError", 3, CheckKey),
        Failure.AccessDenied => new("PermissionDenied", Final,
            "Check that the key's account may use this service, and whether a proxy or firewall stands between."),
        Failure.TaskNotFound => new("ObjectNotFound", 3,
            "Check the id and that the key belongs to the account that created the task. A task created a moment ago may need some seconds."),
        Failure.EndpointNotFound => new("ObjectNotFound", Final,
            "Check -BaseUri or SEEDANCE_BASE_URI: the service has no such address."),
        Failure.RequestRejected => new("InvalidOperation", Final, "Read the service's message; repeating the same request will not help."),
        Failure.RateLimited => new("LimitsExceeded", UpToTheCaller, TryLater),
        Failure.ServiceUnavailable => new("ResourceUnavailable", UpToTheCaller, TryLater),
        Failure.ConnectionFailed => new("ConnectionError", UpToTheCaller,
            "Check the network, the proxy and -BaseUri. " + TryLater),
        Failure.RequestTimedOut => new("ConnectionError", UpToTheCaller, TryLater),
        Failure.ResponseInvalid => new("InvalidResult", UpToTheCaller,
            "A proxy between here and the service may have answered in its place. " + TryLater),
        // A proxy's sign-in or maintenance page passes; a wrong address does not: a few attempts tell them apart.
        Failure.ResponseTooLarge => new("InvalidResult", 2, CheckHost),
        Failure.RedirectRefused => new("SecurityError", 2, CheckHost),
        Failure.WrongTask => new("InvalidResult", UpToTheCaller, "A cache between here and the service may have mixed up answers. " + TryLater),
        Failure.StatusUnknown => new("InvalidResult", Final,
            "A newer version of this module may know the word. The task may be done: look at it with Get-SeedanceTask, and do not create it again."),
        Failure.WaitTimedOut => new("OperationTimeout", Final,
            "The task goes on at the service and is already paid for: do not create it again. Wait for it with Wait-SeedanceTask once more."),
        Failure.TaskFailed => new("InvalidResult", Final, "There is no video for this task. Read the reason before creating another one."),
        Failure.TaskNotCompleted => new("ResourceUnavailable", Final,
            "Wait for it: pipe it through Wait-SeedanceTask, or use Save-SeedanceVideo -Wait."),
        Failure.VideoUrlMissing => new("ResourceUnavailable", UpToTheCaller,
            "Run the same command again in a minute; if it stays so, ask the service's support with this id."),
        Failure.VideoUrlInvalid => new("SecurityError", Final, "Check -BaseUri: is that host the service?"),
        Failure.VideoExpired => new("ResourceUnavailable", Final,
            "Addresses live one day. Ask the service's support with this id whether the video can still be had."),
        Failure.VideoRefused => new("ConnectionError", UpToTheCaller, "Run the same command again: it asks for a fresh address first."),
        Failure.VideoIncomplete => new("ConnectionError", UpToTheCaller,
            "Run the same command again soon: the video's address lives one day."),
        Failure.VideoInvalid => new("InvalidResult", UpToTheCaller, "Nothing was saved under the final name. Run the same command again."),
        Failure.DestinationInvalid => new("WriteError", Final, "Choose a folder that you may write to with -Destination."),
        Failure.FileExists => new("ResourceExists", Final, "Leave out -NoClobber to skip it, or use -Force to replace it."),
        Failure.FileNameInvalid => new("InvalidArgument", Final, "Use -FileName with a plain file name, such as '{Id}.mp4'."),
        Failure.FileNameConflict => new("InvalidArgument", Final, "Make the names differ: put {Id} or {Index} into -FileName."),
        Failure.DiskFull => new("WriteError", Final, CheckDisk),
        Failure.WriteFailed => new("WriteError", Final, CheckDisk),
        _ => new("NotSpecified", Final, TryLater),
    };

    /// <summary>The failure that an HTTP status of the API stands for; null for success.</summary>
    public static Failure? OfStatus(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => Failure.RedirectRefused,
        401 => Failure.AuthenticationFailed,
        403 => Failure.AccessDenied,
        404 => Failure.TaskNotFound,
        429 => Failure.RateLimited,
        408 or 409 or 425 => Failure.ServiceUnavailable,
        >= 500 => Failure.ServiceUnavailable,
        _ => Failure.RequestRejected,
    };

    /// <summary>The failure that a <c>code</c> inside an answer with HTTP 200 stands for; null for 0 and for success.</summary>
    public static Failure? OfEnvelopeCode(string code) => code.Trim().ToLowerInvariant() switch
    {
        "0" or "200" or "" or "success" or "ok" => null,
        // seen: {"code":"204","msg":"登录验证失败"}, the login was refused.
        "204" or "401" => Failure.AuthenticationFailed,
        "403" => Failure.AccessDenied,
        "404" => Failure.TaskNotFound,
        "429" => Failure.RateLimited,
        "408" or "409" or "425" => Failure.ServiceUnavailable,
        ['5', _, _] => Failure.ServiceUnavailable,
        ['4', _, _] => Failure.RequestRejected,
        _ => Failure.ServiceUnavailable,
    };
}
