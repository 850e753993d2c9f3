using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary><c>POST /kyyReactApiServer/v1/kyyvideo2/videos</c>: creates a task.</summary>
internal sealed class CreateEndpoint(EmulatorServer server)
{
    private int _requests;

    public async Task HandleAsync(EndpointRequest request)
    {
        if (!ApiKeyCheck.IsValid(request, server.Options))
        {
            await ApiKeyCheck.RejectAsync(request);
            return;
        }

        if (server.Options.ResetCreateBeforeBody?.Invoke(Interlocked.Increment(ref _requests)) == true)
        {
            await request.ResetAsync();
            return;
        }

        var body = await ReadAsync(request);
        if (Text(body, "model") is not { } model || Text(body, "prompt") is not { } prompt)
        {
            await CreateFaults.RejectAsync(request, 400, "InvalidParameter", "model and prompt are required");
            return;
        }

        var count = server.Creations.AddRequest(prompt);
        var fault = server.Options.CreateFault?.Invoke(prompt, count) ?? server.Creations.NextFault(prompt);
        var exchange = new CreateExchange(request, model, prompt, fault, server);
        await (fault is null ? exchange.SendCreatedAsync() : CreateFaults.Find(fault)(exchange));
    }

    private static async Task<JsonObject?> ReadAsync(EndpointRequest request)
    {
        try
        {
            return await JsonNode
                .ParseAsync(request.Context.Request.Body, cancellationToken: request.Aborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? body, string name) =>
        body?[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}

/// <summary>One request for a new task.</summary>
internal sealed record CreateExchange(
    EndpointRequest Request, string Model, string Prompt, Fault? Fault, EmulatorServer Server)
{
    /// <summary>Creates the task.</summary>
    /// <returns>The documented response.</returns>
    public JsonObject Create()
    {
        var id = $"video_{Guid.NewGuid()}";
        var task = (Server.Creations.PlannedTask(Prompt) ?? new EmulatedTask(id)) with { Id = id, Model = Model };
        task = Server.Add(Server.Options.CreatedTask?.Invoke(task) ?? task);
        Server.Creations.AddTask(task.Id, Prompt);
        return Server.Find(task.Id)!.CreateResponseWith("queued", Server.Signer);
    }

    public Task SendCreatedAsync() => Request.SendAsync(200, Create());
}
