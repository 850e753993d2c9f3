namespace Seedance.Http;

/// <summary>Ends an attempt when its time is up, or when its caller has enough.</summary>
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

    /// <summary>Whether the attempt has been ended, by the one or the other.</summary>
    public bool HasEnded => _source.IsCancellationRequested;

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
