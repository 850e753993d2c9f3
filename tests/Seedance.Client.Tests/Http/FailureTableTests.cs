using System.Net;

namespace Seedance.Client.Tests.Http;

/// <summary>What each outcome means for a caller; a new kind of failure without an expectation here fails.</summary>
public sealed class FailureTableTests
{
    private const int Final = 0;
    private const int CallersLimit = -1;

    private static readonly Dictionary<Failure, (string Category, int Retries)> Expected = new()
    {
        [Failure.ApiKeyMissing] = ("AuthenticationError", Final),
        [Failure.ApiKeyInvalid] = ("InvalidArgument", Final),
        [Failure.SecretManagementMissing] = ("NotInstalled", Final),
        [Failure.VaultLocked] = ("AuthenticationError", Final),
        [Failure.VaultFailed] = ("ResourceUnavailable", Final),
        [Failure.SecretNotFound] = ("ObjectNotFound", Final),
        [Failure.BaseUriInvalid] = ("InvalidArgument", Final),
        [Failure.BaseUriInsecure] = ("SecurityError", Final),
        [Failure.TaskIdInvalid] = ("InvalidArgument", Final),
        [Failure.AuthenticationFailed] = ("AuthenticationError", Final),
        [Failure.AuthenticationLost] = ("AuthenticationError", 3),
        [Failure.AccessDenied] = ("PermissionDenied", Final),
        [Failure.TaskNotFound] = ("ObjectNotFound", 3),
        [Failure.EndpointNotFound] = ("ObjectNotFound", Final),
        [Failure.RequestRejected] = ("InvalidOperation", Final),
        [Failure.RateLimited] = ("LimitsExceeded", CallersLimit),
        [Failure.ServiceUnavailable] = ("ResourceUnavailable", CallersLimit),
        [Failure.ConnectionFailed] = ("ConnectionError", CallersLimit),
        [Failure.RequestTimedOut] = ("ConnectionError", CallersLimit),
        [Failure.ResponseInvalid] = ("InvalidResult", CallersLimit),
        [Failure.ResponseTooLarge] = ("InvalidResult", 2),
        [Failure.RedirectRefused] = ("SecurityError", 2),
        [Failure.WrongTask] = ("InvalidResult", CallersLimit),
        [Failure.StatusUnknown] = ("InvalidResult", Final),
        [Failure.WaitTimedOut] = ("OperationTimeout", Final),
        [Failure.TaskFailed] = ("InvalidResult", Final),
        [Failure.TaskNotCompleted] = ("ResourceUnavailable", Final),
        [Failure.VideoUrlMissing] = ("ResourceUnavailable", CallersLimit),
        [Failure.VideoUrlInvalid] = ("SecurityError", Final),
        [Failure.VideoExpired] = ("ResourceUnavailable", Final),
        [Failure.VideoRefused] = ("ConnectionError", CallersLimit),
        [Failure.VideoIncomplete] = ("ConnectionError", CallersLimit),
        [Failure.VideoInvalid] = ("InvalidResult", CallersLimit),
        [Failure.DestinationInvalid] = ("WriteError", Final),
        [Failure.FileExists] = ("ResourceExists", Final),
        [Failure.FileNameInvalid] = ("InvalidArgument", Final),
        [Failure.FileNameConflict] = ("InvalidArgument", Final),
        [Failure.DiskFull] = ("WriteError", Final),
        [Failure.WriteFailed] = ("WriteError", Final),
    };

    public static TheoryData<Failure> Failures => [.. Enum.GetValues<Failure>()];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_its_row(Failure failure)
    {
        Assert.True(Expected.TryGetValue(failure, out var expected), $"There is no expectation for {failure}.");
        var rule = FailureTable.RuleOf(failure);
        Assert.Equal(expected.Category, rule.Category);
        Assert.Equal(expected.Retries == CallersLimit ? null : expected.Retries, rule.Retries);
        Assert.Equal(expected.Retries != Final, rule.IsTransient);
        Assert.Equal(rule.IsTransient, new SeedanceException(failure, "").IsTransient);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_says_what_to_do_and_never_to_pay_twice(Failure failure)
    {
        var action = new SeedanceException(failure, "").RecommendedAction;
        Assert.Matches(@"[.?]$", action);
        Assert.InRange(action.Length, 30, 300);
        foreach (var advice in (string[])["create it", "create the task", "submit"])
            Assert.DoesNotContain(advice, action.Replace("do not create it again", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_status_code_is_success_final_or_transient()
    {
        for (var status = 200; status < 600; status++)
        {
            Failure? expected = status switch
            {
                < 300 => null,
                < 400 => Failure.RedirectRefused,
                401 => Failure.AuthenticationFailed,
                403 => Failure.AccessDenied,
                404 => Failure.TaskNotFound,
                429 => Failure.RateLimited,
                408 or 409 or 425 or >= 500 => Failure.ServiceUnavailable,
                _ => Failure.RequestRejected,
            };
            Assert.True(expected == FailureTable.OfStatus((HttpStatusCode)status), $"HTTP {status}");
        }
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("200", null)]
    [InlineData("", null)]
    [InlineData("OK", null)]
    [InlineData("Success", null)]
    [InlineData("204", Failure.AuthenticationFailed)]
    [InlineData("401", Failure.AuthenticationFailed)]
    [InlineData("403", Failure.AccessDenied)]
    [InlineData("404", Failure.TaskNotFound)]
    [InlineData("429", Failure.RateLimited)]
    [InlineData("408", Failure.ServiceUnavailable)]
    [InlineData("409", Failure.ServiceUnavailable)]
    [InlineData("425", Failure.ServiceUnavailable)]
    [InlineData("400", Failure.RequestRejected)]
    [InlineData("422", Failure.RequestRejected)]
    [InlineData("500", Failure.ServiceUnavailable)]
    [InlineData("599", Failure.ServiceUnavailable)]
    [InlineData("SystemBusy", Failure.ServiceUnavailable)]
    [InlineData("-1", Failure.ServiceUnavailable)]
    public void Every_envelope_code_is_success_final_or_transient(string code, Failure? expected) =>
        Assert.Equal(expected, FailureTable.OfEnvelopeCode(code));
}
