using System.Net;
using Seedance.Api;

namespace Seedance.Client.Tests.Api;

public sealed class StatusFailuresTests
{
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
                407 => Failure.ProxyAuthenticationRequired,
                429 => Failure.RateLimited,
                408 or 409 or 425 or >= 500 => Failure.ServiceUnavailable,
                _ => Failure.RequestRejected,
            };
            Assert.True(expected == StatusFailures.Of((HttpStatusCode)status), $"HTTP {status}");
        }
    }
}
