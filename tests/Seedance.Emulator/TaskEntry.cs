using System.Text.Json.Nodes;
using Seedance.Emulator.Endpoints;

namespace Seedance.Emulator;

/// <summary>A task at the service: its settings and its progress.</summary>
internal sealed class TaskEntry(EmulatedTask task, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _added = time.GetTimestamp();
    private readonly DateTimeOffset _created = task.Created ?? time.GetUtcNow();
    private readonly HashSet<string> _revoked = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Bytes, TaskCompletionSource Done)> _sentWaiters = [];
    private long _bytesSent;
    private int _queuedResponses;
    private int _processingResponses;

    public EmulatedTask Task => task;

    public FaultSequence QueryFaults { get; } = new(task.QueryFaults);

    public FaultSequence VideoFaults { get; } = new(task.VideoFaults);

    /// <summary>The GETs of this task's video.</summary>
    public ConcurrencyGauge Downloads { get; } = new();

    /// <summary>Completes when requests held by a <c>hold</c> fault are released.</summary>
    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>The number of bytes of the video sent so far, over all connections.</summary>
    public long BytesSent
    {
        get
        {
            lock (_lock) return _bytesSent;
        }
    }

    /// <summary>Counts bytes of the video and completes the waits for them.</summary>
    public void AddSentBytes(int count)
    {
        lock (_lock)
        {
            _bytesSent += count;
            _sentWaiters.RemoveAll(w => w.Bytes <= _bytesSent && w.Done.TrySetResult());
        }
    }

    /// <summary>Completes when this number of bytes has been sent.</summary>
    public Task WaitForBytesAsync(long bytes)
    {
        lock (_lock)
        {
            if (_bytesSent >= bytes) return System.Threading.Tasks.Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sentWaiters.Add((bytes, done));
            return done.Task;
        }
    }

    public void Revoke(string query)
    {
        lock (_lock) _revoked.Add(query);
    }

    public bool IsRevoked(string query)
    {
        lock (_lock) return _revoked.Contains(query);
    }

    /// <summary>The documented response at this moment. Each call is one poll.</summary>
    public JsonObject CreateResponse(UrlSigner signer) => CreateResponseWith(NextStatus(), signer);

    /// <summary>The documented response with this status, regardless of the schedule.</summary>
    public JsonObject CreateResponseWith(string status, UrlSigner signer)
    {
        var response = new JsonObject
        {
            ["id"] = task.Id,
            ["object"] = "video",
            ["created"] = _created.ToUnixTimeSeconds(),
            ["model"] = task.Model,
            ["status"] = status,
            ["video_url"] = null,
        };
        if (status == "completed")
        {
            response["video_url"] = signer.Sign(task.Id, task.UrlLifetime);
            response["actualDuration"] = task.ActualDuration ?? task.Video.Seconds;
            response["totalTokens"] = task.TotalTokens;
        }

        response["error"] = status switch
        {
            "failed" => task.Error ?? "The prompt was rejected by content review.",
            "cancelled" => task.Error,
            _ => null,
        };
        return response;
    }

    private string NextStatus()
    {
        var age = time.GetElapsedTime(_added);
        lock (_lock)
        {
            if (_processingResponses == 0 && (age < task.QueuedFor || _queuedResponses < task.QueuedPolls))
            {
                _queuedResponses++;
                return "queued";
            }

            if (age < task.QueuedFor + task.ProcessingFor || _processingResponses < task.ProcessingPolls)
            {
                _processingResponses++;
                return "processing";
            }

            return task.Outcome switch
            {
                Outcome.Failed => "failed",
                Outcome.Cancelled => "cancelled",
                _ => "completed",
            };
        }
    }
}
