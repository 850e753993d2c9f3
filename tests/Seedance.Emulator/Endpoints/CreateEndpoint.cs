using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary><c>POST /kyyReactApiServer/v1/kyyvideo2/videos</c>: a new task, of which the next query says that it is completed.</summary>
internal sealed class CreateEndpoint(EmulatorServer server)
{
    public async Task AnswerAsync(EndpointRequest request)
    {
        if (!ApiKeyCheck.IsGood(request, server.Options))
        {
            await ApiKeyCheck.RefuseAsync(request);
            return;
        }

        var body = await ReadAsync(request);
        if (Text(body, "model") is not { } model || Text(body, "prompt") is null)
        {
            await request.SendAsync(400, new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = "InvalidParameter",
                    ["message"] = "model and prompt are required",
                    ["type"] = "BadRequest",
                },
            });
            return;
        }

        var task = server.Add(new EmulatedTask($"video_{Guid.NewGuid()}") { Model = model });
        await request.SendAsync(200, server.Find(task.Id)!.AnswerAs("queued", server.Signer));
    }

    private static async Task<JsonObject?> ReadAsync(EndpointRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Context.Request.Body, cancellationToken: request.Aborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? body, string name) =>
        body?[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
