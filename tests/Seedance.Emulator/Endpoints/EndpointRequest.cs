using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Seedance.Emulator.Endpoints;

/// <summary>A request at an endpoint, and the ways to respond to it.</summary>
/// <param name="Context">The request and the response.</param>
/// <param name="Path">The path as sent.</param>
/// <param name="Query">The query as sent, with its question mark; empty when there is none.</param>
/// <param name="Aborted">Cancelled when the client disconnects or the emulator stops.</param>
internal sealed record EndpointRequest(HttpContext Context, string Path, string Query, CancellationToken Aborted)
{
    public const string JsonType = "application/json;charset=UTF-8";
    public const string HtmlType = "text/html;charset=UTF-8";

    // As the service writes it: & and Chinese characters unescaped.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsGet => HttpMethods.IsGet(Context.Request.Method);

    public HttpResponse Response => Context.Response;

    /// <summary>The gauge that counts this request until its last byte is sent.</summary>
    public ConcurrencyGauge.Entry? Gauge { get; init; }

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Json));

    public Task SendAsync(int status, JsonNode body) => SendAsync(status, Bytes(body), JsonType);

    public Task SendAsync(int status, string body, string contentType) =>
        SendAsync(status, Encoding.UTF8.GetBytes(body), contentType);

    public async Task SendAsync(int status, ReadOnlyMemory<byte> body, string contentType)
    {
        Response.StatusCode = status;
        Gauge?.Dispose();
        if (status is 204 or 304) return;
        Response.ContentType = contentType;
        Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(Context.Request.Method)) await Response.Body.WriteAsync(body, Aborted);
    }

    public Task NoHandlerAsync() =>
        SendAsync(404, new JsonObject { ["message"] = $"No handler found for {Context.Request.Method} {Path}" });

    public Task RateLimitedAsync() => SendAsync(429, new JsonObject { ["message"] = "Too many requests" });

    public Task XmlErrorAsync(int status, string code, string message)
    {
        var error = new XElement("Error", new XElement("Code", code), new XElement("Message", message));
        var text = error.ToString(SaveOptions.DisableFormatting);
        return SendAsync(status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}", "application/xml");
    }

    /// <summary>Aborts the connection: the client sees a reset.</summary>
    public Task ResetAsync()
    {
        Gauge?.Dispose();
        Context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Sends nothing more until the client disconnects or the emulator stops.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, Aborted);

    public Task RedirectAsync(string location, int status = 302)
    {
        Response.Headers.Location = location;
        return SendAsync(status, ReadOnlyMemory<byte>.Empty, HtmlType);
    }

    /// <summary>
    /// Sends the HTTP status of a fault's argument: <c>500</c>, <c>429:2</c> (Retry-After in seconds),
    /// <c>429:date</c> (Retry-After as a date 2 s ahead).
    /// </summary>
    public Task StatusAsync(string? argument, TimeProvider time)
    {
        var parts = (argument ?? "500").Split(':', 2);
        var status = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        if (parts.Length == 2)
            Response.Headers.RetryAfter = parts[1] == "date" ? time.GetUtcNow().AddSeconds(2).ToString("R") : parts[1];
        return SendAsync(status, new JsonObject { ["message"] = $"The emulator was told to send {status}." });
    }
}
