using Seedance.Json;

namespace Seedance.Client.Tests.Json;

public sealed class EnvelopeCodesTests
{
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
        Assert.Equal(expected, EnvelopeCodes.FailureOf(code));
}
