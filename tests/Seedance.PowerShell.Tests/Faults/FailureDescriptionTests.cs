using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Faults;

/// <summary>
/// The category and recommended action of each failure; a failure without an expectation here fails the test.
/// </summary>
public sealed class FailureDescriptionTests
{
    // The built module, not a copy that the tests were compiled against.
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Engine.ModulePath)!, "Core");
    private static readonly Type Failure = Assembly.LoadFrom(Path.Combine(Folder, "Seedance.Client.dll"))
        .GetType("Seedance.Failure", throwOnError: true)!;
    private static readonly MethodInfo For = Assembly.LoadFrom(Path.Combine(Folder, "Seedance.PowerShell.dll"))
        .GetType("Seedance.PowerShell.Pipeline.FailureDescription", throwOnError: true)!.GetMethod("For")!;

    private static readonly Dictionary<string, ErrorCategory> Expected = new()
    {
        ["ApiKeyMissing"] = ErrorCategory.AuthenticationError,
        ["ApiKeyInvalid"] = ErrorCategory.InvalidArgument,
        ["SecretManagementMissing"] = ErrorCategory.NotInstalled,
        ["VaultLocked"] = ErrorCategory.AuthenticationError,
        ["VaultFailed"] = ErrorCategory.ResourceUnavailable,
        ["SecretNotFound"] = ErrorCategory.ObjectNotFound,
        ["BaseUriInvalid"] = ErrorCategory.InvalidArgument,
        ["BaseUriInsecure"] = ErrorCategory.SecurityError,
        ["TaskIdInvalid"] = ErrorCategory.InvalidArgument,
        ["AuthenticationFailed"] = ErrorCategory.AuthenticationError,
        ["AuthenticationLost"] = ErrorCategory.AuthenticationError,
        ["AccessDenied"] = ErrorCategory.PermissionDenied,
        ["TaskNotFound"] = ErrorCategory.ObjectNotFound,
        ["EndpointNotFound"] = ErrorCategory.ObjectNotFound,
        ["RequestRejected"] = ErrorCategory.InvalidOperation,
        ["RateLimited"] = ErrorCategory.LimitsExceeded,
        ["ServiceUnavailable"] = ErrorCategory.ResourceUnavailable,
        ["ConnectionFailed"] = ErrorCategory.ConnectionError,
        ["ProxyAuthenticationRequired"] = ErrorCategory.AuthenticationError,
        ["ProxyFailed"] = ErrorCategory.ConnectionError,
        ["CertificateUntrusted"] = ErrorCategory.SecurityError,
        ["RequestTimedOut"] = ErrorCategory.ConnectionError,
        ["ResponseInvalid"] = ErrorCategory.InvalidResult,
        ["ResponseTooLarge"] = ErrorCategory.InvalidResult,
        ["RedirectRefused"] = ErrorCategory.SecurityError,
        ["WrongTask"] = ErrorCategory.InvalidResult,
        ["StatusUnknown"] = ErrorCategory.InvalidResult,
        ["WaitTimedOut"] = ErrorCategory.OperationTimeout,
        ["TaskFailed"] = ErrorCategory.InvalidResult,
        ["TaskNotCompleted"] = ErrorCategory.ResourceUnavailable,
        ["VideoUrlMissing"] = ErrorCategory.ResourceUnavailable,
        ["VideoUrlInvalid"] = ErrorCategory.SecurityError,
        ["VideoExpired"] = ErrorCategory.ResourceUnavailable,
        ["VideoRefused"] = ErrorCategory.ConnectionError,
        ["VideoIncomplete"] = ErrorCategory.ConnectionError,
        ["VideoInvalid"] = ErrorCategory.InvalidResult,
        ["DestinationInvalid"] = ErrorCategory.WriteError,
        ["FileExists"] = ErrorCategory.ResourceExists,
        ["FileNameInvalid"] = ErrorCategory.InvalidArgument,
        ["FileNameConflict"] = ErrorCategory.InvalidArgument,
        ["DiskFull"] = ErrorCategory.WriteError,
        ["WriteFailed"] = ErrorCategory.WriteError,
        ["RequestInvalid"] = ErrorCategory.InvalidArgument,
        ["CreationNotSent"] = ErrorCategory.ConnectionError,
        ["CreationUnknown"] = ErrorCategory.ResourceUnavailable,
        ["KeyConflict"] = ErrorCategory.InvalidArgument,
        ["BudgetReached"] = ErrorCategory.LimitsExceeded,
        ["JournalInvalid"] = ErrorCategory.InvalidArgument,
        ["JournalFailed"] = ErrorCategory.WriteError,
    };

    public static TheoryData<string> Failures => [.. Enum.GetNames(Failure)];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_its_category(string failure)
    {
        Assert.True(Expected.TryGetValue(failure, out var expected), $"There is no expectation for {failure}.");
        Assert.Equal(expected, DescriptionOf(failure).Properties["Category"].Value);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_a_recommended_action_that_never_pays_twice(string failure)
    {
        var action = (string)DescriptionOf(failure).Properties["RecommendedAction"].Value;
        Assert.Matches(@"[.?]$", action);
        Assert.InRange(action.Length, 30, failure.StartsWith("Vault", StringComparison.Ordinal) ? 150 : 120);
        foreach (var forbidden in (string[])["create it", "create the task", "submit"])
            Assert.DoesNotContain(forbidden, WithoutAllowed(action), StringComparison.OrdinalIgnoreCase);
    }

    // -Resubmit is only for requests that certainly have no task.
    private static string WithoutAllowed(string action) => action
        .Replace("do not create it again", "", StringComparison.Ordinal)
        .Replace("-Resubmit", "", StringComparison.Ordinal);

    private static PSObject DescriptionOf(string failure) => new(For.Invoke(null, [Enum.Parse(Failure, failure)])!);
}
