namespace Seedance.Json;

/// <summary>Maps the <c>code</c> field of a response with HTTP 200 to failures.</summary>
internal static class EnvelopeCodes
{
    /// <summary>The failure that a code means; null for 0 and for success.</summary>
    public static Failure? FailureOf(string code) => code.Trim().ToLowerInvariant() switch
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
