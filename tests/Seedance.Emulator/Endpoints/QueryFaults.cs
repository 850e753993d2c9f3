using System.Globalization;
using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary>
/// The faults of the query endpoint, by name. A fault that sends no response of a task does not count as a poll.
/// </summary>
internal static class QueryFaults
{
    private static readonly Dictionary<string, Func<QueryExchange, Task>> Table = new()
    {
        // HTTP and proxies. Arguments: 500, 429:2, 429:date.
        ["status"] = x => x.Request.StatusAsync(x.Argument, x.Server.Options.TimeProvider),
        ["login-refused"] = x => ApiKeyCheck.RejectAsync(x.Request),
        ["unauthorized"] = x => x.Request.SendAsync(401, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = "AuthenticationError",
                ["message"] = "The API key in the request is missing or invalid.",
                ["type"] = "Unauthorized",
            },
        }),
        ["not-found"] = x => x.Request.NoHandlerAsync(),
        ["unknown"] = x => QueryEndpoint.UnknownAsync(x.Request, x.Id),
        ["empty"] = x => x.SendAsync(""),
        ["html"] = x => x.SendAsync("<html><body><h1>502 Bad Gateway</h1></body></html>", EndpointRequest.HtmlType),
        // Argument: the status and the URL, separated by a space or a colon; by default 302 and an unused path.
        ["redirect"] = RedirectAsync,
        // Argument: the number of headers of 4 KiB.
        ["huge-headers"] = HugeHeadersAsync,
        // An error page that is too long, never ends or is truncated. Argument: the status.
        ["error-page"] = x => x.Request.SendAsync(
            x.Fault!.Number(502), $"<html>{new string('x', QueryBodies.HugeBytes)}</html>", EndpointRequest.HtmlType),
        ["error-stall"] = QueryBodies.StallErrorAsync,
        ["error-cut-off"] = QueryBodies.TruncateErrorAsync,
        // HTTP 200 and a code in the body. Arguments: 204, 500:a message.
        ["code"] = x => x.SendAsync(EnvelopeOf(x.Argument ?? "500")),

        // Compression.
        ["gzip"] = x => QueryBodies.CompressAsync(x, "gzip", EndpointRequest.Bytes(x.CreateResponse())),
        ["brotli"] = x => QueryBodies.CompressAsync(x, "br", EndpointRequest.Bytes(x.CreateResponse())),
        ["deflate"] = x => QueryBodies.CompressAsync(x, "deflate", EndpointRequest.Bytes(x.CreateResponse())),
        // Without the zlib header, as some servers send it.
        ["raw-deflate"] = x => QueryBodies.CompressAsync(x, "raw-deflate", EndpointRequest.Bytes(x.CreateResponse())),
        // A small body that becomes 64 MiB. Argument: the encoding.
        ["bomb"] = QueryBodies.BombAsync,
        // Argument: the declared encoding.
        ["broken-compression"] = x => QueryBodies.SendEncodedAsync(
            x, x.Argument ?? "gzip", "This is not compressed at all."u8.ToArray()),

        // The connection.
        ["reset"] = x => x.Request.ResetAsync(),
        ["hang"] = x => x.Request.HangAsync(),
        ["stall"] = QueryBodies.StallAsync,
        ["slow-body"] = QueryBodies.StallAsync,
        // Sends fewer bytes than declared, then closes the connection.
        ["cut-off"] = QueryBodies.TruncateAsync,
        ["endless"] = QueryBodies.EndlessAsync,
        // Declares a huge length and sends nothing.
        ["declared-huge"] = QueryBodies.DeclareHugeAsync,
        // Responds normally once EmulatorServer.Release has been called.
        ["hold"] = async x =>
        {
            await x.Entry.Released.WaitAsync(x.Request.Aborted);
            await x.SendAsync(x.CreateResponse());
        },

        // Invalid or oversized JSON.
        // Argument: the whole body.
        ["body"] = x => x.SendAsync(x.Argument ?? "null"),
        ["broken-json"] = x => x.Request.SendAsync(200, QueryBodies.Half(x), EndpointRequest.JsonType),
        ["huge"] = x => x.SendChangedAsync(response =>
            response["padding"] = new string('x', QueryBodies.HugeBytes)),
        // Argument: the length in bytes, padded with spaces.
        ["padded"] = QueryBodies.PadAsync,
        // Argument: the nesting depth of a field.
        ["deep"] = x => QueryBodies.DeepAsync(x, x.Fault!.Number(5000)),
        ["bom"] = x => x.Request.SendAsync(
            200,
            (byte[])[0xEF, 0xBB, 0xBF, .. EndpointRequest.Bytes(x.CreateResponse())],
            EndpointRequest.JsonType),

        // Responses that differ from the documentation.
        ["wrong-id"] = x => x.SendChangedAsync(response =>
            response["id"] = "video_00000000-0000-0000-0000-000000000000"),
        ["no-id"] = x => x.SendChangedAsync(response => response.Remove("id")),
        ["envelope"] = x =>
            x.SendAsync(new JsonObject { ["code"] = 0, ["msg"] = "success", ["data"] = x.CreateResponse() }),
        ["numbers-as-strings"] = x => x.SendChangedAsync(NumbersAsStrings),
        ["error-object"] = x => x.SendChangedAsync(ErrorAsObject),
        ["upper-case"] = x => x.SendChangedAsync(response =>
            response["status"] = ((string?)response["status"])!.ToUpperInvariant()),
        // Argument: the status value; by default the synonym that related services use.
        ["synonyms"] = x => x.SendChangedAsync(response =>
            response["status"] = x.Argument ?? Synonym((string?)response["status"])),
        ["result-url"] = x => x.SendRenamedAsync("video_url", "result_url"),
        ["url"] = x => x.SendRenamedAsync("video_url", "url"),
        // The video URL with its path unescaped and the argument, unescaped, as one more parameter "name".
        ["unescaped-url"] = x => x.SendChangedAsync(response =>
            response["video_url"] = Unescaped((string?)response["video_url"], x.Argument)),
        ["extra-fields"] = x => x.SendChangedAsync(ExtraFields),
        // The status "processing", regardless of the schedule.
        ["processing"] = x => x.SendAsync(x.Entry.CreateResponseWith("processing", x.Server.Signer)),
        // The status "completed" without a URL, regardless of the schedule.
        ["completed-without-url"] = x =>
        {
            var response = x.Entry.CreateResponseWith("completed", x.Server.Signer);
            response["video_url"] = null;
            return x.SendAsync(response);
        },
    };

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["synonym"] = "synonyms",
        ["upper-case-status"] = "upper-case",
        ["extra"] = "extra-fields",
    };

    private static readonly FaultTable<QueryExchange> Faults = new("query", Table, Aliases);

    public static Func<QueryExchange, Task> Find(Fault fault) => Faults.Find(fault);

    public static void Validate(IEnumerable<Fault> faults) => Faults.Validate(faults);

    private static Task RedirectAsync(QueryExchange x)
    {
        var parts = (x.Argument ?? "302 /elsewhere").Split([' ', ':'], 2);
        return x.Request.RedirectAsync(parts[1], int.Parse(parts[0], CultureInfo.InvariantCulture));
    }

    private static JsonObject EnvelopeOf(string argument)
    {
        var parts = argument.Split(':', 2);
        var message = parts.Length == 2 ? parts[1] : "The emulator was told to send this code.";
        return new JsonObject { ["code"] = parts[0], ["msg"] = message };
    }

    private static Task HugeHeadersAsync(QueryExchange x)
    {
        for (var i = 0; i < x.Fault!.Number(64); i++)
            x.Request.Response.Headers[$"X-Padding-{i}"] = new string('x', 4096);
        return x.SendAsync(x.CreateResponse());
    }

    private static void NumbersAsStrings(JsonObject response)
    {
        foreach (var name in (string[])["created", "actualDuration", "totalTokens"])
        {
            if (response[name] is { } number) response[name] = number.ToJsonString();
        }
    }

    private static void ErrorAsObject(JsonObject response)
    {
        if (response["error"] is not { } error) return;
        response["error"] = new JsonObject
        {
            ["message"] = error.DeepClone(),
            ["code"] = "InputTextSensitiveContentDetected",
        };
    }

    private static void ExtraFields(JsonObject response)
    {
        response["progress"] = 42;
        response["amount"] = "0.35";
        response["usage"] = new JsonObject { ["completion_tokens"] = 108900 };
        response["officialMediaUrl"] = null;
    }

    private static string? Unescaped(string? url, string? name)
    {
        if (url is null) return null;
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(url[..query]) + url[query..] + UrlSigner.UnsignedParameter + name;
    }

    private static string? Synonym(string? status) => status switch
    {
        "queued" => "pending",
        "processing" => "running",
        "completed" => "succeeded",
        "cancelled" => "canceled",
        _ => status,
    };
}
