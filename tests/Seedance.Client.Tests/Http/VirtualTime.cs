using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Seedance.Client.Tests.Http;

/// <summary>
/// A clock that a test advances. It reports each timer that is set, so that the test knows when to advance.
/// </summary>
internal sealed class VirtualTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 30, 2, 12, 4, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Timers of this length are not reported: the time limit of an attempt is no delay.</summary>
    public TimeSpan? Unobserved { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Unobserved && dueTime != Timeout.InfiniteTimeSpan) _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Completes when the next timer is set.</summary>
    public async Task<TimeSpan> NextPauseAsync() =>
        await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Advances by the time of the next timer.</summary>
    public async Task<TimeSpan> PassNextPauseAsync()
    {
        var pause = await NextPauseAsync();
        Advance(pause);
        return pause;
    }

    /// <summary>Advances by the time of the next timer, when one is set already.</summary>
    public bool TryPassNextPause()
    {
        if (!_timers.Reader.TryRead(out var pause)) return false;
        Advance(pause);
        return true;
    }

    /// <summary>Advances from timer to timer until the work has ended. Returns the time of each.</summary>
    public async Task<IReadOnlyList<TimeSpan>> PausesOfAsync(Task work)
    {
        var pauses = new List<TimeSpan>();
        while (true)
        {
            var next = _timers.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(work, next) == work) return pauses;
            pauses.Add(await PassNextPauseAsync());
        }
    }
}
