using System.Globalization;
using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary>What can go wrong at the query endpoint, by name. A fault that sends no task's answer does not count as a poll.</summary>
internal static class QueryFaults
{
    private static readonly Dictionary<string, Func<QueryExchange, Task>> Table = new()
    {
        // HTTP and what proxies do. Arguments: 500, 429:2, 429:date.
        ["status"] = x => x.Request.StatusAsync(x.Argument, x.Server.Options.TimeProvider),
        ["login-refused"] = x => ApiKeyCheck.RefuseAsync(x.Request),
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
        // Argument: the status and the address, with a blank or a colon between; by default a path of this server where nothing is.
        ["redirect"] = RedirectAsync,
        // Argument: how many headers of 4 KiB.
        ["huge-headers"] = HugeHeadersAsync,
        // A page that is too long to read, that never ends, that is cut off. Argument: the status.
        ["error-page"] = x => x.Request.SendAsync(x.Fault!.Number(502), $"<html>{new string('x', QueryBodies.HugeBytes)}</html>", EndpointRequest.HtmlType),
        ["error-stall"] = QueryBodies.StallErrorAsync,
        ["error-cut-off"] = QueryBodies.CutErrorOffAsync,
        // HTTP 200 and a code in the body. Arguments: 204, 500:a message.
        ["code"] = x => x.SendAsync(EnvelopeOf(x.Argument ?? "500")),

        // Compression.
        ["gzip"] = x => QueryBodies.CompressAsync(x, "gzip", EndpointRequest.Bytes(x.Answer())),
        ["brotli"] = x => QueryBodies.CompressAsync(x, "br", EndpointRequest.Bytes(x.Answer())),
        ["deflate"] = x => QueryBodies.CompressAsync(x, "deflate", EndpointRequest.Bytes(x.Answer())),
        // Without the zlib header, as some servers send it.
        ["raw-deflate"] = x => QueryBodies.CompressAsync(x, "raw-deflate", EndpointRequest.Bytes(x.Answer())),
        // A small body that becomes 64 MiB. Argument: the encoding.
        ["bomb"] = QueryBodies.BombAsync,
        // Argument: the encoding that it is not in.
        ["broken-compression"] = x => QueryBodies.SendEncodedAsync(x, x.Argument ?? "gzip", "This is not compressed at all."u8.ToArray()),

        // The connection.
        ["reset"] = x => x.Request.ResetAsync(),
        ["hang"] = x => x.Request.HangAsync(),
        ["stall"] = QueryBodies.StallAsync,
        ["slow-body"] = QueryBodies.StallAsync,
        // Fewer bytes than declared, then the connection is closed.
        ["cut-off"] = QueryBodies.CutOffAsync,
        ["endless"] = QueryBodies.EndlessAsync,
        // A length that no answer has is declared, and nothing is sent.
        ["declared-huge"] = QueryBodies.DeclareHugeAsync,
        // Answers as it should once EmulatorServer.Release was called.
        ["hold"] = async x =>
        {
            await x.Entry.Released.WaitAsync(x.Request.Aborted);
            await x.SendAsync(x.Answer());
        },

        // JSON that is none, or too much of it.
        // Argument: the whole body.
        ["body"] = x => x.SendAsync(x.Argument ?? "null"),
        ["broken-json"] = x => x.Request.SendAsync(200, QueryBodies.Half(x), EndpointRequest.JsonType),
        ["huge"] = x => x.SendChangedAsync(answer => answer["padding"] = new string('x', QueryBodies.HugeBytes)),
        // Argument: the whole length in bytes, reached with blanks.
        ["padded"] = QueryBodies.PadAsync,
        // Argument: how many levels a field has inside.
        ["deep"] = x => QueryBodies.DeepAsync(x, x.Fault!.Number(5000)),
        ["bom"] = x => x.Request.SendAsync(200, (byte[])[0xEF, 0xBB, 0xBF, .. EndpointRequest.Bytes(x.Answer())], EndpointRequest.JsonType),

        // Answers of another form than documented.
        ["wrong-id"] = x => x.SendChangedAsync(answer => answer["id"] = "video_00000000-0000-0000-0000-000000000000"),
        ["no-id"] = x => x.SendChangedAsync(answer => answer.Remove("id")),
        ["envelope"] = x => x.SendAsync(new JsonObject { ["code"] = 0, ["msg"] = "success", ["data"] = x.Answer() }),
        ["numbers-as-strings"] = x => x.SendChangedAsync(NumbersAsStrings),
        ["error-object"] = x => x.SendChangedAsync(ErrorAsObject),
        ["upper-case"] = x => x.SendChangedAsync(answer => answer["status"] = ((string?)answer["status"])!.ToUpperInvariant()),
        // Argument: the status word; by default what siblings say for the task's own.
        ["synonyms"] = x => x.SendChangedAsync(answer => answer["status"] = x.Argument ?? Synonym((string?)answer["status"])),
        ["result-url"] = x => x.SendRenamedAsync("video_url", "result_url"),
        ["url"] = x => x.SendRenamedAsync("video_url", "url"),
        // The video URL with its path unescaped and the argument, unescaped, as one more parameter "name".
        ["unescaped-url"] = x => x.SendChangedAsync(answer => answer["video_url"] = Unescaped((string?)answer["video_url"], x.Argument)),
        ["extra-fields"] = x => x.SendChangedAsync(ExtraFields),
        // The status "processing", whatever the schedule says.
        ["processing"] = x => x.SendAsync(x.Entry.AnswerAs("processing", x.Server.Signer)),
        // Whatever the schedule says.
        ["completed-without-url"] = x =>
        {
            var answer = x.Entry.AnswerAs("completed", x.Server.Signer);
            answer["video_url"] = null;
            return x.SendAsync(answer);
        },
    };

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["synonym"] = "synonyms",
        ["upper-case-status"] = "upper-case",
        ["extra"] = "extra-fields",
    };

    public static Func<QueryExchange, Task> Find(Fault fault) => Table[Aliases.GetValueOrDefault(fault.Key, fault.Key)];

    public static void Validate(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (!Table.ContainsKey(Aliases.GetValueOrDefault(fault.Key, fault.Key)))
            {
                throw new ArgumentException(
                    $"There is no query fault '{fault.Name}'. There are: {string.Join(", ", Table.Keys.Order())}.", nameof(faults));
            }
        }
    }

    private static Task RedirectAsync(QueryExchange x)
    {
        var parts = (x.Argument ?? "302 /elsewhere").Split([' ', ':'], 2);
        return x.Request.RedirectAsync(parts[1], int.Parse(parts[0], CultureInfo.InvariantCulture));
    }

    private static JsonObject EnvelopeOf(string argument)
    {
        var parts = argument.Split(':', 2);
        return new JsonObject { ["code"] = parts[0], ["msg"] = parts.Length == 2 ? parts[1] : "The emulator was told to say so." };
    }

    private static Task HugeHeadersAsync(QueryExchange x)
    {
        for (var i = 0; i < x.Fault!.Number(64); i++) x.Request.Response.Headers[$"X-Padding-{i}"] = new string('x', 4096);
        return x.SendAsync(x.Answer());
    }

    private static void NumbersAsStrings(JsonObject answer)
    {
        foreach (var name in (string[])["created", "actualDuration", "totalTokens"])
        {
            if (answer[name] is { } number) answer[name] = number.ToJsonString();
        }
    }

    private static void ErrorAsObject(JsonObject answer)
    {
        if (answer["error"] is not { } error) return;
        answer["error"] = new JsonObject { ["message"] = error.DeepClone(), ["code"] = "InputTextSensitiveContentDetected" };
    }

    private static void ExtraFields(JsonObject answer)
    {
        answer["progress"] = 42;
        answer["amount"] = "0.35";
        answer["usage"] = new JsonObject { ["completion_tokens"] = 108900 };
        answer["officialMediaUrl"] = null;
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
