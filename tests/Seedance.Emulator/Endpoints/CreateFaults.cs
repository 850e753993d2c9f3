using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Seedance.Emulator.Endpoints;

/// <summary>The faults of the create endpoint, by name.</summary>
internal static class CreateFaults
{
    private static readonly Dictionary<string, Func<CreateExchange, Task>> Table = new()
    {
        // The task is created; the connection is reset instead of a response.
        ["response-lost"] = x =>
        {
            x.Create();
            return x.Request.ResetAsync();
        },
        // Nothing is created; the connection is reset after the body was read.
        ["reset"] = x => x.Request.ResetAsync(),
        // Nothing is created. Arguments: 500, 429:2, 429:date.
        ["status"] = x => x.Request.StatusAsync(x.Fault!.Argument, x.Server.Options.TimeProvider),
        // The task is created and an error is sent. Argument: the status.
        ["status-after-creation"] = x =>
        {
            x.Create();
            return x.Request.StatusAsync(x.Fault!.Argument, x.Server.Options.TimeProvider);
        },
        // The task is created; half of the response is sent, then the connection is closed.
        ["half-body"] = HalfBodyAsync,
        // The task is created; no response is sent.
        ["hang"] = x =>
        {
            x.Create();
            return x.Request.HangAsync();
        },
        // Creates the task and responds once EmulatorServer.ReleaseCreations has been called.
        ["hold"] = async x =>
        {
            await x.Server.Creations.Released.WaitAsync(x.Request.Aborted);
            await x.SendCreatedAsync();
        },
        // Argument: the service's message.
        ["rejected"] = x =>
            RejectAsync(x.Request, 400, "InputTextSensitiveContentDetected", x.Fault!.Argument ?? "模型不可用"),
        ["concurrency-limit"] = x =>
            RejectAsync(x.Request, 429, "ConcurrencyLimitExceeded", "Too many tasks are running."),
        ["login-refused"] = x => ApiKeyCheck.RejectAsync(x.Request),
        // HTTP 200 and a code in the body. Argument: 500:a message.
        ["code"] = x =>
        {
            var parts = x.Fault!.Argument!.Split(':', 2);
            return x.Request.SendAsync(200, new JsonObject { ["code"] = parts[0], ["msg"] = parts[^1] });
        },
        // The task is created; the response has another form.
        ["envelope"] = x =>
            x.Request.SendAsync(200, new JsonObject { ["code"] = 0, ["msg"] = "success", ["data"] = x.Create() }),
        ["accepted"] = x => x.Request.SendAsync(202, x.Create()),
        ["no-id"] = x =>
        {
            var response = x.Create();
            response.Remove("id");
            return x.Request.SendAsync(200, response);
        },
        ["empty"] = x =>
        {
            x.Create();
            return x.Request.SendAsync(200, "", EndpointRequest.JsonType);
        },
        ["html"] = x =>
        {
            x.Create();
            return x.Request.SendAsync(200, "<html>OK</html>", EndpointRequest.HtmlType);
        },
        // Argument: the status. With 303 the task is created.
        ["redirect"] = x =>
        {
            if (x.Fault!.Number(303) == 303) x.Create();
            return x.Request.RedirectAsync("/elsewhere", x.Fault!.Number(303));
        },
        // The task is created; the connection is closed after the response.
        ["close"] = x =>
        {
            x.Request.Response.Headers.Connection = "close";
            return x.SendCreatedAsync();
        },
    };

    public static Func<CreateExchange, Task> Find(Fault fault) => Table[fault.Key];

    public static Task RejectAsync(EndpointRequest request, int status, string code, string message) =>
        request.SendAsync(status, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["type"] = "BadRequest" },
        });

    private static async Task HalfBodyAsync(CreateExchange x)
    {
        var bytes = EndpointRequest.Bytes(x.Create());
        x.Request.Response.ContentType = EndpointRequest.JsonType;
        x.Request.Response.ContentLength = bytes.Length;
        await x.Request.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), x.Request.Aborted);
        await x.Request.Response.Body.FlushAsync(x.Request.Aborted);
        await x.Request.ResetAsync();
    }
}
