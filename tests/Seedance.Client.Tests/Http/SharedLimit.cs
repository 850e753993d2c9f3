using Microsoft.Extensions.Time.Testing;
using Seedance.Http;

namespace Seedance.Client.Tests.Http;

/// <summary>Several sessions, each with a pacer of its own, and a service with one limit for all of them.</summary>
internal static class SharedLimit
{
    private const int RequestsInFlight = 16;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

    /// <param name="RefusedFraction">Responses with 429 of all.</param>
    /// <param name="UsedFraction">Successful requests of those that the limit allows.</param>
    /// <param name="SmallestShare">The successful requests of the slowest session of those of all.</param>
    public sealed record Result(double RefusedFraction, double UsedFraction, double SmallestShare);

    /// <summary>All sessions always have work; a refused request is repeated at once.</summary>
    public static Result Simulate(int requestsPerSecond, int sessions, Func<RequestShare?> share, TimeSpan duration)
    {
        var time = new FakeTimeProvider();
        var all = Enumerable.Range(0, sessions)
            .Select(_ => new Session(new RequestPacer(time) { Share = share() })).ToArray();
        // Up to one second of the limit can be used at once.
        var tokens = (double)requestsPerSecond;
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed += Step)
        {
            time.Advance(Step);
            tokens = Math.Min(requestsPerSecond, tokens + requestsPerSecond * Step.TotalSeconds);
            // The service prefers none: another session is the first in each step.
            var first = (int)(elapsed.Ticks / Step.Ticks) % sessions;
            for (var i = 0; i < sessions; i++) all[(first + i) % sessions].Step(time, ref tokens);
        }

        double refused = all.Sum(s => s.Refused), succeeded = all.Sum(s => s.Succeeded);
        return new Result(
            refused / (refused + succeeded),
            succeeded / (requestsPerSecond * (duration.TotalSeconds + 1)),
            all.Min(s => s.Succeeded) / succeeded);
    }

    private sealed class Session(RequestPacer pacer)
    {
        private readonly List<Task<long>> _entering = [];
        private readonly Queue<(DateTimeOffset Due, long SentAt, bool IsRefused)> _responses = new();

        public int Refused { get; private set; }

        public int Succeeded { get; private set; }

        public void Step(FakeTimeProvider time, ref double tokens)
        {
            var now = time.GetUtcNow();
            while (_responses.TryPeek(out var response) && response.Due <= now) Receive(_responses.Dequeue());
            foreach (var sent in _entering.Where(e => e.IsCompletedSuccessfully))
            {
                var isRefused = tokens < 1;
                if (!isRefused) tokens--;
                _responses.Enqueue((now + RoundTrip, sent.Result, isRefused));
            }

            _entering.RemoveAll(e => e.IsCompletedSuccessfully);
            while (_entering.Count + _responses.Count < RequestsInFlight)
                _entering.Add(pacer.EnterAsync("a", CancellationToken.None).AsTask());
        }

        private void Receive((DateTimeOffset Due, long SentAt, bool IsRefused) response)
        {
            if (response.IsRefused)
            {
                Refused++;
                pacer.Slow(response.SentAt);
            }
            else
            {
                Succeeded++;
                pacer.Recover(response.SentAt);
            }
        }
    }
}
