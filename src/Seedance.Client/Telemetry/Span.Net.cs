using System.Diagnostics;

namespace Seedance.Telemetry;

/// <summary>
/// A span of the source <c>Seedance</c>: what a trace shows of one operation. It has ids and names, never a URL.
/// Without a listener it holds nothing and costs a comparison.
/// </summary>
internal readonly struct Span : IDisposable
{
    /// <summary>The name of the source, by which listeners find it.</summary>
    public const string SourceName = "Seedance";

    private static readonly ActivitySource Source =
        new(SourceName, typeof(Span).Assembly.GetName().Version?.ToString(3));

    private readonly Activity? _activity;

    private Span(Activity? activity) => _activity = activity;

    /// <summary>Starts a span; it is the parent of the spans that the same flow of execution starts.</summary>
    /// <param name="operation">What is done: query, create, save.</param>
    /// <param name="taskId">The task's id; null when there is none yet.</param>
    /// <param name="host">The host that is connected to; null for an operation of several requests.</param>
    public static Span Start(string operation, string? taskId, string? host = null)
    {
        if (!Source.HasListeners()) return default;
        var kind = host is null ? ActivityKind.Internal : ActivityKind.Client;
        var activity = Source.StartActivity($"seedance.{operation}", kind);
        if (taskId is not null) activity?.SetTag("seedance.task.id", taskId);
        if (host is not null) activity?.SetTag("server.address", host);
        return new Span(activity);
    }

    /// <summary>
    /// Starts a span that is no parent until <see cref="MakeCurrent"/>: one of many that begin and end in any order.
    /// </summary>
    public static Span StartDetached(string operation, string taskId)
    {
        if (!Source.HasListeners()) return default;
        var current = Activity.Current;
        var span = Start(operation, taskId);
        Activity.Current = current;
        return span;
    }

    /// <summary>Makes it the parent of what the calling asynchronous method starts.</summary>
    public void MakeCurrent()
    {
        if (_activity is not null) Activity.Current = _activity;
    }

    /// <summary>States the result of the operation.</summary>
    public void SetTask(SeedanceTask task)
    {
        if (_activity is null) return;
        _activity.SetTag("seedance.task.id", task.Id);
        _activity.SetTag("seedance.task.status", task.Status.ToString());
        if (task.Model is { } model) _activity.SetTag("seedance.task.model", ServiceText.Clean(model));
    }

    /// <summary>States how many bytes a saved video has.</summary>
    public void SetLength(long bytes) => _activity?.SetTag("seedance.video.bytes", bytes);

    /// <summary>States why the operation failed.</summary>
    public void SetError(SeedanceException error)
    {
        if (_activity is null) return;
        _activity.SetStatus(ActivityStatusCode.Error, error.Failure.ToString());
        _activity.SetTag("error.type", error.Failure.ToString());
        if (error.StatusCode is { } status) _activity.SetTag("http.response.status_code", (int)status);
        if (error.RequestId is { } id) _activity.SetTag("seedance.request.id", id);
    }

    /// <summary>Ends the span.</summary>
    public void Dispose()
    {
        if (_activity is null) return;
        // One that was detached must not stay the parent of what follows, nor replace it.
        var current = Activity.Current;
        _activity.Dispose();
        if (current != _activity) Activity.Current = current;
    }
}
