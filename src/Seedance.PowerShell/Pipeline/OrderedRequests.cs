using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>One answer: a task or the reason why there is none.</summary>
internal readonly record struct RequestAnswer(SeedanceTask? Task, SeedanceException? Error);

/// <summary>Asks for many tasks side by side and gives the answers in the order of the questions.</summary>
internal sealed class OrderedRequests(SeedanceClient client, int throttleLimit, CancellationToken stop) : IDisposable
{
    // So many answers may wait for a slow one before them; then the upstream waits too.
    private readonly int _windowSize = throttleLimit * 8;
    private readonly Queue<Task<RequestAnswer>> _window = new();
    private readonly SemaphoreSlim _throttle = new(throttleLimit);

    /// <summary>True when the oldest answer should be awaited before another question is added.</summary>
    public bool IsFull => _window.Count >= _windowSize;

    public void Add(string id) => _window.Enqueue(Task.Run(() => AskAsync(id)));

    /// <summary>Takes the oldest answer when it is there; with <paramref name="wait"/>, waits for it.</summary>
    /// <returns>False when there is nothing to take.</returns>
    public bool TryTake(out RequestAnswer answer, bool wait)
    {
        answer = default;
        if (_window.Count == 0) return false;
        var oldest = _window.Peek();
        if (!oldest.IsCompleted && !wait) return false;
        try
        {
            // The pipeline thread is PowerShell's own: blocking it is how a cmdlet waits.
            oldest.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        answer = _window.Dequeue().GetAwaiter().GetResult();
        return true;
    }

    public void Dispose() => _throttle.Dispose();

    private async Task<RequestAnswer> AskAsync(string id)
    {
        await _throttle.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return new RequestAnswer(await client.GetTaskAsync(id, stop).ConfigureAwait(false), null);
        }
        catch (SeedanceException e)
        {
            return new RequestAnswer(null, e);
        }
        finally
        {
            _throttle.Release();
        }
    }
}
