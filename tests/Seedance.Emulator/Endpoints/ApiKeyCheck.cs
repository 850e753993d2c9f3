using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary>The bearer token of the API endpoints.</summary>
internal static class ApiKeyCheck
{
    private const string Scheme = "Bearer ";

    public static bool IsValid(EndpointRequest request, EmulatorOptions options)
    {
        var sent = request.Context.Request.Headers.Authorization.ToString();
        if (!sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var key = sent[Scheme.Length..];
        return options.AcceptAnyKey ? key.Length > 0 : key == options.ApiKey;
    }

    /// <summary>Rejects the key as the service does: with HTTP 200.</summary>
    public static Task RejectAsync(EndpointRequest request) =>
        request.SendAsync(200, new JsonObject { ["code"] = "204", ["msg"] = "登录验证失败" });
}
