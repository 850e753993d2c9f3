using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator.Endpoints;

/// <summary>
/// The endpoints through which other processes control an emulator: <c>PUT</c> and <c>GET /emulator/tasks/{id}</c>,
/// <c>POST /emulator/tasks/{id}/release</c>, <c>GET /emulator/requests</c>, <c>PUT /emulator/creations/{prompt}</c>,
/// <c>GET /emulator/creations</c>.
/// </summary>
internal sealed class ControlEndpoint(EmulatorServer server)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    public async Task HandleAsync(EndpointRequest request)
    {
        var segments = request.Path[Router.ControlPath.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        await ((request.Context.Request.Method, segments) switch
        {
            ("PUT", ["tasks", var id]) => PutAsync(request, id),
            ("GET", ["tasks", var id]) when server.Find(id) is { } entry =>
                request.SendAsync(200, Describe(entry.Task)),
            ("POST", ["tasks", var id, "release"]) => ReleaseAsync(request, id),
            ("PUT", ["creations", var prompt]) => PlanAsync(request, prompt),
            ("GET", ["creations"]) => request.SendAsync(200, new JsonArray([.. server.Creations.All.Select(
                c => (JsonNode)new JsonObject { ["id"] = c.Id, ["prompt"] = c.Prompt })])),
            ("GET", ["requests"]) => request.SendAsync(200, new JsonArray([.. server.Requests.Select(Describe)])),
            _ => request.NoHandlerAsync(),
        });
    }

    private Task PutAsync(EndpointRequest request, string id) =>
        ReadAsync(request, settings => server.Add(settings.ToTask(id)));

    // What the tasks with this prompt will be like, and what goes wrong with the requests for them.
    private Task PlanAsync(EndpointRequest request, string prompt) => ReadAsync(
        request, settings => server.Creations.Plan(prompt, settings.ToTask("planned"), settings.CreateFaults));

    private static async Task ReadAsync(EndpointRequest request, Action<TaskSettings> use)
    {
        try
        {
            var body = request.Context.Request.Body;
            var settings = await JsonSerializer.DeserializeAsync<TaskSettings>(body, Json, request.Aborted);
            use(settings ?? new TaskSettings());
            await request.SendAsync(204, ReadOnlyMemory<byte>.Empty, EndpointRequest.JsonType);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            await request.SendAsync(400, new JsonObject { ["message"] = e.Message });
        }
    }

    private Task ReleaseAsync(EndpointRequest request, string id)
    {
        server.Release(id);
        return request.SendAsync(204, ReadOnlyMemory<byte>.Empty, EndpointRequest.JsonType);
    }

    private JsonObject Describe(EmulatedTask task) => new()
    {
        ["id"] = task.Id,
        ["length"] = task.Video.Length,
        ["sha256"] = task.Video.Sha256,
        ["queries"] = server.CountQueries(task.Id),
        ["downloads"] = server.CountDownloads(task.Id),
    };

    private static JsonObject Describe(RecordedRequest request) => new()
    {
        ["method"] = request.Method,
        ["path"] = request.Path,
        ["taskId"] = request.TaskId,
        ["queryString"] = request.QueryString,
        ["protocol"] = request.Protocol,
        // Only whether a key was sent matters: it may be a real one.
        ["headers"] = new JsonObject(request.Headers.Select(header =>
            KeyValuePair.Create(header.Key, (JsonNode?)(IsKey(header.Key) ? "***" : header.Value)))),
        ["at"] = request.At.ToString("O"),
    };

    private static bool IsKey(string header) => header.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    // The body of a PUT; missing fields have the defaults of EmulatedTask.
    private sealed record TaskSettings
    {
        public string? Model { get; init; }
        public DateTimeOffset? Created { get; init; }
        public double QueuedSeconds { get; init; }
        public double ProcessingSeconds { get; init; }
        public int QueuedPolls { get; init; }
        public int ProcessingPolls { get; init; }
        public Outcome Outcome { get; init; }
        public string? Error { get; init; }
        public double? ActualDuration { get; init; }
        public long? TotalTokens { get; init; }
        public double? UrlLifetimeSeconds { get; init; }
        public string? Video { get; init; }
        public IReadOnlyList<Fault> QueryFaults { get; init; } = [];
        public IReadOnlyList<Fault> VideoFaults { get; init; } = [];
        public IReadOnlyList<Fault> CreateFaults { get; init; } = [];

        public EmulatedTask ToTask(string id)
        {
            var task = new EmulatedTask(id);
            return task with
            {
                Model = Model ?? task.Model,
                Created = Created,
                QueuedFor = TimeSpan.FromSeconds(QueuedSeconds),
                ProcessingFor = TimeSpan.FromSeconds(ProcessingSeconds),
                QueuedPolls = QueuedPolls,
                ProcessingPolls = ProcessingPolls,
                Outcome = Outcome,
                Error = Error,
                ActualDuration = ActualDuration ?? task.ActualDuration,
                TotalTokens = TotalTokens ?? task.TotalTokens,
                UrlLifetime = UrlLifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : task.UrlLifetime,
                Video = Video is null ? task.Video : SampleVideos.Named(Video),
                QueryFaults = QueryFaults,
                VideoFaults = VideoFaults,
            };
        }
    }
}
