using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Seedance.Emulator.Doors;

/// <summary>What can go wrong at the query door, by name. A fault that sends no task's answer does not count as a poll.</summary>
internal static class QueryFaults
{
    private const int HugeBytes = 2 * 1024 * 1024;
    private const int DeepLevels = 5000;

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
        ["unknown"] = x => QueryDoor.UnknownAsync(x.Request, x.Id),
        ["empty"] = x => x.SendAsync(""),
        ["html"] = x => x.SendAsync("<html><body><h1>502 Bad Gateway</h1></body></html>", DoorRequest.HtmlType),
        // Argument: the address; by default a path of this server where nothing is.
        ["redirect"] = x => x.Request.RedirectAsync(x.Argument ?? "/elsewhere"),
        ["gzip"] = GzipAsync,
        ["huge-headers"] = HugeHeadersAsync,

        // The connection.
        ["reset"] = x => x.Request.ResetAsync(),
        ["hang"] = x => x.Request.HangAsync(),
        ["stall"] = StallAsync,
        ["slow-body"] = StallAsync,
        // Answers as it should once EmulatorServer.Release was called.
        ["hold"] = async x =>
        {
            await x.Entry.Released.WaitAsync(x.Request.Aborted);
            await x.SendAsync(x.Answer());
        },

        // JSON that is none, or too much of it.
        // Argument: the whole body.
        ["body"] = x => x.SendAsync(x.Argument ?? "null"),
        ["broken-json"] = x => x.Request.SendAsync(200, Half(x), DoorRequest.JsonType),
        ["huge"] = x => x.SendChangedAsync(answer => answer["padding"] = new string('x', HugeBytes)),
        ["deep"] = x => x.SendAsync(
            $"{{\"deep\":{new string('[', DeepLevels)}{new string(']', DeepLevels)},"
            + Encoding.UTF8.GetString(DoorRequest.Bytes(x.Answer()))[1..]),
        ["bom"] = x => x.Request.SendAsync(200, (byte[])[0xEF, 0xBB, 0xBF, .. DoorRequest.Bytes(x.Answer())], DoorRequest.JsonType),

        // Answers of another form than documented.
        ["wrong-id"] = x => x.SendChangedAsync(answer => answer["id"] = "video_00000000-0000-0000-0000-000000000000"),
        ["envelope"] = x => x.SendAsync(new JsonObject { ["code"] = 0, ["msg"] = "success", ["data"] = x.Answer() }),
        ["numbers-as-strings"] = x => x.SendChangedAsync(NumbersAsStrings),
        ["error-object"] = x => x.SendChangedAsync(ErrorAsObject),
        ["upper-case"] = x => x.SendChangedAsync(answer => answer["status"] = ((string?)answer["status"])!.ToUpperInvariant()),
        // Argument: the status word; by default what siblings say for the task's own.
        ["synonyms"] = x => x.SendChangedAsync(answer => answer["status"] = x.Argument ?? Synonym((string?)answer["status"])),
        ["result-url"] = x => x.SendRenamedAsync("video_url", "result_url"),
        ["url"] = x => x.SendRenamedAsync("video_url", "url"),
        ["extra-fields"] = x => x.SendChangedAsync(ExtraFields),
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

    private static ReadOnlyMemory<byte> Half(QueryExchange x)
    {
        var body = DoorRequest.Bytes(x.Answer());
        return body.AsMemory(0, body.Length / 2);
    }

    private static async Task StallAsync(QueryExchange x)
    {
        var half = Half(x);
        x.Request.Response.ContentType = DoorRequest.JsonType;
        x.Request.Response.ContentLength = half.Length * 2;
        await x.Request.Response.Body.WriteAsync(half, x.Request.Aborted);
        await x.Request.Response.Body.FlushAsync(x.Request.Aborted);
        await x.Request.HangAsync();
    }

    private static async Task GzipAsync(QueryExchange x)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(DoorRequest.Bytes(x.Answer()), x.Request.Aborted);
        x.Request.Response.Headers.ContentEncoding = "gzip";
        await x.Request.SendAsync(200, packed.ToArray(), DoorRequest.JsonType);
    }

    private static Task HugeHeadersAsync(QueryExchange x)
    {
        for (var i = 0; i < 64; i++) x.Request.Response.Headers[$"X-Padding-{i}"] = new string('x', 4096);
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

    private static string? Synonym(string? status) => status switch
    {
        "queued" => "pending",
        "processing" => "running",
        "completed" => "succeeded",
        "cancelled" => "canceled",
        _ => status,
    };
}
