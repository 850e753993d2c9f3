namespace Seedance.Client.Tests.Http;

/// <summary>The number of retries of each failure; a failure without an expectation here fails the test.</summary>
public sealed class RetryRulesTests
{
    private const int Final = 0;
    private const int CallersLimit = -1;

    private static readonly Dictionary<Failure, int> Expected = new()
    {
        [Failure.ApiKeyMissing] = Final,
        [Failure.ApiKeyInvalid] = Final,
        [Failure.SecretManagementMissing] = Final,
        [Failure.VaultLocked] = Final,
        [Failure.VaultFailed] = Final,
        [Failure.SecretNotFound] = Final,
        [Failure.BaseUriInvalid] = Final,
        [Failure.BaseUriInsecure] = Final,
        [Failure.TaskIdInvalid] = Final,
        [Failure.AuthenticationFailed] = 1,
        [Failure.AuthenticationLost] = 3,
        [Failure.AccessDenied] = Final,
        [Failure.TaskNotFound] = 3,
        [Failure.EndpointNotFound] = Final,
        [Failure.RequestRejected] = Final,
        [Failure.RateLimited] = CallersLimit,
        [Failure.ServiceUnavailable] = CallersLimit,
        [Failure.ConnectionFailed] = CallersLimit,
        [Failure.ProxyAuthenticationRequired] = Final,
        [Failure.ProxyFailed] = CallersLimit,
        [Failure.CertificateUntrusted] = Final,
        [Failure.RequestTimedOut] = CallersLimit,
        [Failure.ResponseInvalid] = CallersLimit,
        [Failure.ResponseTooLarge] = 2,
        [Failure.RedirectRefused] = 2,
        [Failure.WrongTask] = CallersLimit,
        [Failure.StatusUnknown] = Final,
        [Failure.WaitTimedOut] = Final,
        [Failure.TaskFailed] = Final,
        [Failure.TaskNotCompleted] = Final,
        [Failure.VideoUrlMissing] = CallersLimit,
        [Failure.VideoUrlInvalid] = Final,
        [Failure.VideoExpired] = Final,
        [Failure.VideoRefused] = CallersLimit,
        [Failure.VideoIncomplete] = CallersLimit,
        [Failure.VideoInvalid] = CallersLimit,
        [Failure.DestinationInvalid] = Final,
        [Failure.FileExists] = Final,
        [Failure.FileNameInvalid] = Final,
        [Failure.FileNameConflict] = Final,
        [Failure.DiskFull] = Final,
        [Failure.WriteFailed] = Final,
        [Failure.RequestInvalid] = Final,
        [Failure.CreationNotSent] = Final,
        [Failure.CreationUnknown] = Final,
        [Failure.KeyConflict] = Final,
        [Failure.BudgetReached] = Final,
        [Failure.JournalInvalid] = Final,
        [Failure.JournalFailed] = Final,
    };

    public static TheoryData<Failure> Failures => [.. Enum.GetValues<Failure>()];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_its_retry_rule(Failure failure)
    {
        Assert.True(Expected.TryGetValue(failure, out var retries), $"There is no expectation for {failure}.");
        Assert.Equal(retries == CallersLimit ? null : retries, RetryRules.MaximumRetriesOf(failure));
        Assert.Equal(retries != Final, RetryRules.IsTransient(failure));
        Assert.Equal(retries != Final, new SeedanceException(failure, "").IsTransient);
    }
}
