using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Seedance.Emulator.Endpoints;

/// <summary>Records every request and routes it to its endpoint.</summary>
internal sealed class Router(EmulatorServer server)
{
    public const string BasePath = "/kyyReactApiServer";
    public const string QueryPath = BasePath + "/v1/result/";
    public const string CreatePath = BasePath + "/v1/kyyvideo2/videos";
    public const string VideoPath = "/out/";
    public const string MovedPath = "/moved/";
    public const string ControlPath = "/emulator/";

    private readonly QueryEndpoint _query = new(server);
    private readonly VideoEndpoint _video = new(server);
    private readonly CreateEndpoint _create = new(server);
    private readonly ControlEndpoint _control = new(server);

    public async Task RouteAsync(HttpContext context)
    {
        // The target as sent: the framework unescapes the path, and an id may contain any character.
        var (path, query) = Split(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Stopping);
        var request = new EndpointRequest(context, path, query, aborted.Token);
        // The default of the server is the system time, which is wrong while the clock is virtual.
        context.Response.Headers.Date = server.Options.TimeProvider.GetUtcNow().ToString("R");
        server.Options.OnResponse?.Invoke(context.Response.Headers);
        try
        {
            await RouteAsync(request);
        }
        catch (Exception e) when (
            aborted.IsCancellationRequested && e is OperationCanceledException
            or ConnectionAbortedException or IOException)
        {
            // The client has disconnected or the emulator stops.
            context.Abort();
        }
    }

    private async Task RouteAsync(EndpointRequest request)
    {
        var path = request.Path;
        if (path.StartsWith(ControlPath, StringComparison.Ordinal))
        {
            await _control.HandleAsync(request);
        }
        else if (Segment(path, QueryPath, "") is { } queried)
        {
            Record(EndpointKind.Query, request, queried);
            await (server.RateLimit.TryEnter() ? _query.HandleAsync(request, queried) : request.RateLimitedAsync());
        }
        else if (Segment(path, VideoPath, ".mp4") is { } video)
        {
            Record(request.IsGet ? EndpointKind.Video : EndpointKind.VideoOther, request, video);
            await _video.HandleAsync(request, video);
        }
        else if (path.StartsWith(MovedPath, StringComparison.Ordinal)
            && path[MovedPath.Length..].Split('/') is [var hops, _]
            && int.TryParse(hops, out var left)
            && Segment(path, $"{MovedPath}{hops}/", ".mp4") is { } moved)
        {
            Record(EndpointKind.VideoOther, request, moved);
            await _video.HandleRedirectTargetAsync(request, moved, left);
        }
        else if (path == CreatePath && request.Context.Request.Method == HttpMethods.Post)
        {
            Record(EndpointKind.Create, request, null);
            await (server.RateLimit.TryEnter() ? _create.HandleAsync(request) : request.RateLimitedAsync());
        }
        else
        {
            Record(EndpointKind.None, request, null);
            await request.NoHandlerAsync();
        }
    }

    private void Record(EndpointKind endpoint, EndpointRequest request, string? id)
    {
        var sent = request.Context.Request;
        var headers = sent.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var query = request.Query.Length == 0 ? null : request.Query;
        var at = server.Options.TimeProvider.GetUtcNow();
        server.Log.Add(endpoint, new RecordedRequest(
            sent.Method, request.Path, id, query, headers, sent.Protocol, request.Context.Connection.Id, at));
    }

    private static (string Path, string Query) Split(string target)
    {
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var absolute))
        {
            var authority = target.IndexOf(absolute.Authority, StringComparison.OrdinalIgnoreCase);
            target = target[(authority + absolute.Authority.Length)..];
        }

        var mark = target.IndexOf('?');
        return mark < 0 ? (target, "") : (target[..mark], target[mark..]);
    }

    // The one escaped segment between a prefix and a suffix, unescaped; null when the path is not of that form.
    private static string? Segment(string path, string prefix, string suffix)
    {
        if (path.Length <= prefix.Length + suffix.Length) return null;
        if (!path.StartsWith(prefix, StringComparison.Ordinal)) return null;
        if (!path.EndsWith(suffix, StringComparison.Ordinal)) return null;
        var segment = path[prefix.Length..^suffix.Length];
        return segment.Contains('/') ? null : Uri.UnescapeDataString(segment);
    }
}
