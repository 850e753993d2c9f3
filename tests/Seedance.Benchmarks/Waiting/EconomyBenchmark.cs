using Seedance.Emulator;
using Seedance.Waiting;

namespace Seedance.Benchmarks.Waiting;

/// <summary>
/// Requests per task and the lag between completion and notice, for fixed paces and for the schedule: simulated, as it is about
/// decisions alone. Every task is asked about at once, as a waiter does that knows only ids.
/// </summary>
internal static class EconomyBenchmark
{
    private const int Tasks = 10_000;

    private static readonly string[] Models = ["seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro"];

    public static Task RunAsync()
    {
        foreach (var (title, duration) in (IEnumerable<(string, Func<GenerationTime, Random, double>)>)
                 [("anywhere in the documented range", Uniform), ("a minute after the earliest documented time, all within 40 s of each other", Clustered), ("one in ten late", SomeLate)])
        {
            Table.Print(
                $"Economy: {Tasks:N0} tasks each, done {title}",
                ["model", "fixed 20 s", "fixed 30 s", "fixed 40 s", "schedule, cold", "schedule, as it learns", "schedule, learnt", "closest questions"],
                Models.Select(model => Row(model, duration)));
        }

        Console.WriteLine();
        Console.WriteLine("Each cell: requests per task / mean lag in seconds.");
        return Task.CompletedTask;
    }

    private static readonly int[] FixedPaces = [20, 30, 40];

    private static string[] Row(string model, Func<GenerationTime, Random, double> duration)
    {
        var times = GenerationTime.Of(model);
        var random = new Random(20260330);
        double[] Durations() => [.. Enumerable.Range(0, Tasks).Select(_ => duration(times, random))];

        var measured = Durations();
        var schedule = new PollSchedule();
        var cold = Simulate(model, measured, new PollSchedule(), learns: false);
        var learning = Simulate(model, Durations(), schedule, learns: true);
        var learnt = Simulate(model, measured, schedule, learns: false);
        string[] runs =
        [
            .. FixedPaces.Select(s => Simulate(model, measured, new PollSchedule(TimeSpan.FromSeconds(s)), learns: false).ToString()),
            cold.ToString(), learning.ToString(), learnt.ToString(),
        ];
        return [model, .. runs, $"{Math.Min(Math.Min(cold.Closest, learning.Closest), learnt.Closest):F1} s"];
    }

    private static Outcome Simulate(string model, double[] durations, PollSchedule schedule, bool learns)
    {
        var random = new Random(1);
        var due = new DueQueue<int>();
        var lastAsked = new double[durations.Length];
        var waiting = durations.Length;
        long requests = 0;
        double lag = 0, closest = double.MaxValue;
        var unfinished = new SeedanceTask { Id = "video", Model = model, Status = SeedanceTaskStatus.Processing, StatusText = "processing" };
        for (var task = 0; task < durations.Length; task++) due.Add(TimeSpan.Zero, task);
        while (due.NextDue is { } now)
        {
            var task = due.Take();
            var age = now.TotalSeconds;
            requests++;
            if (age >= durations[task])
            {
                lag += age - durations[task];
                waiting--;
                if (learns) schedule.Learn(model, TimeSpan.FromSeconds(lastAsked[task]), now);
                continue;
            }

            lastAsked[task] = age;
            var pause = schedule.NextPause(unfinished, now, waiting, random.NextDouble());
            closest = Math.Min(closest, pause.TotalSeconds);
            due.Add(now + pause, task);
        }

        return new Outcome((double)requests / durations.Length, lag / durations.Length, closest);
    }

    private static double Uniform(GenerationTime times, Random random) =>
        times.Shortest.TotalSeconds + random.NextDouble() * (times.Longest - times.Shortest).TotalSeconds;

    private static double Clustered(GenerationTime times, Random random) =>
        times.Shortest.TotalSeconds + 60 + (random.NextDouble() - 0.5) * 40;

    private static double SomeLate(GenerationTime times, Random random) =>
        random.Next(10) == 0 ? times.Longest.TotalSeconds * (1 + random.NextDouble()) : Uniform(times, random);

    private sealed record Outcome(double Requests, double Lag, double Closest)
    {
        public override string ToString() => $"{Requests:F2} / {Lag:F1}";
    }
}
