using System.Text.Json.Nodes;
using Seedance.Emulator.Endpoints;

namespace Seedance.Emulator;

/// <summary>A task at the service: what it was set up to be, and how far it is.</summary>
internal sealed class TaskEntry(EmulatedTask task, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _added = time.GetTimestamp();
    private readonly DateTimeOffset _created = task.Created ?? time.GetUtcNow();
    private readonly HashSet<string> _revoked = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Bytes, TaskCompletionSource Done)> _sentWaiters = [];
    private long _bytesSent;
    private int _queuedAnswers;
    private int _processingAnswers;

    public EmulatedTask Task => task;

    public FaultSequence QueryFaults { get; } = new(task.QueryFaults);

    public FaultSequence VideoFaults { get; } = new(task.VideoFaults);

    /// <summary>The GETs of this task's video.</summary>
    public ConcurrencyGauge Downloads { get; } = new();

    /// <summary>Ends when the requests held by a <c>hold</c> fault may go on.</summary>
    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>How many bytes of the video were sent so far, over all connections.</summary>
    public long BytesSent
    {
        get
        {
            lock (_lock) return _bytesSent;
        }
    }

    /// <summary>Counts bytes of the video, and wakes those who wait for them.</summary>
    public void Sent(int count)
    {
        lock (_lock)
        {
            _bytesSent += count;
            _sentWaiters.RemoveAll(w => w.Bytes <= _bytesSent && w.Done.TrySetResult());
        }
    }

    /// <summary>Ends when so many bytes of the video were sent.</summary>
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

    /// <summary>The documented answer of this moment. Each call is one poll.</summary>
    public JsonObject Answer(UrlSigner signer) => AnswerAs(NextStatus(), signer);

    /// <summary>The documented answer with this status, whatever the schedule says.</summary>
    public JsonObject AnswerAs(string status, UrlSigner signer)
    {
        var answer = new JsonObject
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
            answer["video_url"] = signer.Sign(task.Id, task.UrlLifetime);
            answer["actualDuration"] = task.ActualDuration ?? task.Video.Seconds;
            answer["totalTokens"] = task.TotalTokens;
        }

        answer["error"] = status switch
        {
            "failed" => task.Error ?? "The prompt was rejected by content review.",
            "cancelled" => task.Error,
            _ => null,
        };
        return answer;
    }

    private string NextStatus()
    {
        var age = time.GetElapsedTime(_added);
        lock (_lock)
        {
            if (_processingAnswers == 0 && (age < task.QueuedFor || _queuedAnswers < task.QueuedPolls))
            {
                _queuedAnswers++;
                return "queued";
            }

            if (age < task.QueuedFor + task.ProcessingFor || _processingAnswers < task.ProcessingPolls)
            {
                _processingAnswers++;
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
