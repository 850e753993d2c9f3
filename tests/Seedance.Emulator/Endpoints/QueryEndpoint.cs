using System.Text.Json.Nodes;

namespace Seedance.Emulator.Endpoints;

/// <summary><c>GET /kyyReactApiServer/v1/result/{id}</c>: how far is this task?</summary>
internal sealed class QueryEndpoint(EmulatorServer server)
{
    public async Task AnswerAsync(EndpointRequest arrived, string id)
    {
        using var gauge = server.Queries.Enter();
        var request = arrived with { Gauge = gauge };
        if (!request.IsGet)
        {
            var method = request.Context.Request.Method;
            await request.SendAsync(405, new JsonObject { ["message"] = $"Request method '{method}' is not supported" });
        }
        else if (!ApiKeyCheck.IsGood(request, server.Options))
        {
            await ApiKeyCheck.RefuseAsync(request);
        }
        else if (server.Find(id) is not { } entry)
        {
            await UnknownAsync(request, id);
        }
        else
        {
            var fault = entry.QueryFaults.Next();
            var exchange = new QueryExchange(request, entry, fault, server);
            await (fault is null ? exchange.SendAsync(exchange.Answer()) : QueryFaults.Find(fault)(exchange));
        }
    }

    public static Task UnknownAsync(EndpointRequest request, string id) =>
        request.SendAsync(404, new JsonObject { ["message"] = $"Task not found: {id}" });
}

/// <summary>One question for a task that exists.</summary>
internal sealed record QueryExchange(EndpointRequest Request, TaskEntry Entry, Fault? Fault, EmulatorServer Server)
{
    public string Id => Entry.Task.Id;

    public string? Argument => Fault?.Argument;

    /// <summary>What the service would answer; counts as one poll.</summary>
    public JsonObject Answer() => Entry.Answer(Server.Signer);

    public Task SendAsync(JsonNode answer) => Request.SendAsync(200, answer);

    public Task SendAsync(string body, string contentType = EndpointRequest.JsonType) => Request.SendAsync(200, body, contentType);

    /// <summary>Sends the answer with something changed.</summary>
    public Task SendChangedAsync(Action<JsonObject> change)
    {
        var answer = Answer();
        change(answer);
        return SendAsync(answer);
    }

    /// <summary>Sends the answer with a field under another name.</summary>
    public Task SendRenamedAsync(string from, string to) => SendChangedAsync(answer =>
    {
        answer.Remove(from, out var value);
        answer[to] = value;
    });
}
