using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Seedance.Client.Tests.Http;

/// <summary>A clock that a test moves on, and that tells of every timer that is set: that is when to move on.</summary>
internal sealed class VirtualTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 30, 2, 12, 4, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Timers of this length are not told of: the time limit of an attempt is no pause.</summary>
    public TimeSpan? Unobserved { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Unobserved && dueTime != Timeout.InfiniteTimeSpan) _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Completes when the next timer is set.</summary>
    public async Task<TimeSpan> NextPauseAsync() => await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Moves on by as much as the next timer asks for.</summary>
    public async Task<TimeSpan> PassNextPauseAsync()
    {
        var pause = await NextPauseAsync();
        Advance(pause);
        return pause;
    }

    /// <summary>Moves on by as much as the next timer asks for, when one is set already.</summary>
    public bool TryPassNextPause()
    {
        if (!_timers.Reader.TryRead(out var pause)) return false;
        Advance(pause);
        return true;
    }

    /// <summary>Moves on from pause to pause until the work has ended, and tells how long each was.</summary>
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
