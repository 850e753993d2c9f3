namespace Seedance.Http;

/// <summary>Cancels an attempt at its time limit or together with its caller.</summary>
internal sealed class AttemptTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    public AttemptTimer(TimeProvider time, TimeSpan limit, CancellationToken caller)
    {
#if NET
        _source = new CancellationTokenSource(limit, time);
#else
        _source = time.CreateCancellationTokenSource(limit);
#endif
        _caller = caller.Register(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when the attempt was cancelled, by the time limit or the caller.</summary>
    public bool HasEnded => _source.IsCancellationRequested;

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
