using Microsoft.AspNetCore.Http;

namespace Seedance.Emulator.Endpoints;

/// <summary><c>GET /out/{id}.mp4?X-Tos-…</c>: the storage host, which checks signatures and no keys.</summary>
internal sealed class VideoEndpoint(EmulatorServer server)
{
    public async Task HandleAsync(EndpointRequest arrived, string id)
    {
        using var gauge = arrived.IsGet ? server.Downloads.Enter() : null;
        var request = arrived with { Gauge = gauge };
        if (await AuthorizeAsync(request, id) is not { } entry) return;
        using var ownGauge = entry.Downloads.Enter();
        var fault = entry.VideoFaults.Next();
        var exchange = new VideoExchange(request, entry, fault, server);
        await (fault is null ? exchange.SendAsync(exchange.Default) : VideoFaults.Find(fault)(exchange));
    }

    /// <summary>
    /// The target of a <c>redirect</c> fault: a number of further redirects, then the video without a fault.
    /// </summary>
    public async Task HandleRedirectTargetAsync(EndpointRequest arrived, string id, int hops)
    {
        using var gauge = arrived.IsGet ? server.Downloads.Enter() : null;
        var request = arrived with { Gauge = gauge };
        if (await AuthorizeAsync(request, id) is not { } entry) return;
        var exchange = new VideoExchange(request, entry, null, server);
        await (hops > 0 ? exchange.RedirectAsync(hops - 1) : exchange.SendAsync(exchange.Default));
    }

    // The task when the request is valid; otherwise the error response is sent.
    private async Task<TaskEntry?> AuthorizeAsync(EndpointRequest request, string id)
    {
        var headers = request.Context.Request.Headers;
        if (headers.ContainsKey("Authorization"))
        {
            await request.XmlErrorAsync(
                400,
                "InvalidArgument",
                "Only one auth mechanism allowed: the X-Tos-Algorithm query parameter or the Authorization header");
            return null;
        }

        if (!request.IsGet)
        {
            await request.XmlErrorAsync(
                403, "SignatureDoesNotMatch", $"The URL was signed for GET, not for {request.Context.Request.Method}");
            return null;
        }

        var fault = server.Signer.Check(id, request.Query);
        var entry = server.Find(id);
        if (fault is null && entry?.IsRevoked(request.Query) == true) fault = SignatureFault.Expired;
        switch (fault)
        {
            case SignatureFault.Missing:
                await request.XmlErrorAsync(403, "AccessDenied", "Access Denied");
                return null;
            case SignatureFault.Mismatch:
                await request.XmlErrorAsync(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided");
                return null;
            case SignatureFault.Expired:
                await request.XmlErrorAsync(403, "AccessDenied", "Request has expired");
                return null;
        }

        if (entry is null) await request.XmlErrorAsync(404, "NoSuchKey", "The specified key does not exist");
        return entry;
    }
}
