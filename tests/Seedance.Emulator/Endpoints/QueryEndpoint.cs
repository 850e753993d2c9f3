using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary><c>GET /kyyReactApiServer/v1/result/{id}</c>: the state of a task.</summary>
internal sealed class QueryEndpoint(EmulatorServer server)
{
    public async Task HandleAsync(EndpointRequest arrived, string id)
    {
        using var gauge = server.Queries.Enter();
        var request = arrived with { Gauge = gauge };
        if (!request.IsGet)
        {
            var method = request.Context.Request.Method;
            await request.SendAsync(
                405, new JsonObject { ["message"] = $"Request method '{method}' is not supported" });
        }
        else if (!ApiKeyCheck.IsValid(request, server.Options))
        {
            await ApiKeyCheck.RejectAsync(request);
        }
        else if (server.Find(id) is not { } entry)
        {
            await UnknownAsync(request, id);
        }
        else
        {
            var fault = entry.QueryFaults.Next();
            var exchange = new QueryExchange(request, entry, fault, server);
            await (fault is null ? exchange.SendAsync(exchange.CreateResponse()) : QueryFaults.Find(fault)(exchange));
        }
    }

    public static Task UnknownAsync(EndpointRequest request, string id) =>
        request.SendAsync(404, new JsonObject { ["message"] = $"Task not found: {id}" });
}

/// <summary>One query of an existing task.</summary>
internal sealed record QueryExchange(EndpointRequest Request, TaskEntry Entry, Fault? Fault, EmulatorServer Server)
{
    public string Id => Entry.Task.Id;

    public string? Argument => Fault?.Argument;

    /// <summary>The response without a fault; counts as one poll.</summary>
    public JsonObject CreateResponse() => Entry.CreateResponse(Server.Signer);

    public Task SendAsync(JsonNode response) => Request.SendAsync(200, response);

    public Task SendAsync(string body, string contentType = EndpointRequest.JsonType) =>
        Request.SendAsync(200, body, contentType);

    /// <summary>Sends the response with a change.</summary>
    public Task SendChangedAsync(Action<JsonObject> change)
    {
        var response = CreateResponse();
        change(response);
        return SendAsync(response);
    }

    /// <summary>Sends the response with a renamed field.</summary>
    public Task SendRenamedAsync(string from, string to) => SendChangedAsync(response =>
    {
        response.Remove(from, out var value);
        response[to] = value;
    });
}
