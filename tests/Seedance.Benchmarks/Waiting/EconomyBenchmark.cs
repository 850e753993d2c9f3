using Seedance.Emulator;
using Seedance.Waiting;

namespace Seedance.Benchmarks.Waiting;

/// <summary>
/// Requests per task and the delay between completion and the poll that finds it, for fixed intervals and the adaptive
/// one. Simulated: requests take no time. The first poll of each task is sent at age 0, as for a wait that knows only
/// ids.
/// </summary>
internal static class EconomyBenchmark
{
    private const int Tasks = 10_000;

    private static readonly string[] Models =
        ["seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro"];

    public static Task RunAsync()
    {
        (string Title, Func<GenerationTime, Random, double> Duration)[] distributions =
        [
            ("anywhere in the documented range", Uniform),
            ("a minute after the earliest documented time, all within 40 s of each other", Clustered),
            ("one in ten late", SomeLate),
        ];
        foreach (var (title, duration) in distributions)
        {
            Table.Print(
                $"Economy: {Tasks:N0} tasks each, done {title}",
                ["model", "fixed 20 s", "fixed 30 s", "fixed 40 s", "adaptive", "shortest interval"],
                Models.Select(model => Row(model, duration)));
        }

        Console.WriteLine();
        Console.WriteLine("Each cell: requests per task / mean delay in seconds.");
        return Task.CompletedTask;
    }

    private static readonly int[] FixedIntervals = [20, 30, 40];

    private static string[] Row(string model, Func<GenerationTime, Random, double> duration)
    {
        var times = GenerationTime.Of(model);
        var random = new Random(20260330);
        double[] durations = [.. Enumerable.Range(0, Tasks).Select(_ => duration(times, random))];
        var intervals = FixedIntervals.Select(s => new PollSchedule(TimeSpan.FromSeconds(s)));
        var adaptive = Simulate(model, durations, new PollSchedule());
        return
        [
            model, .. intervals.Select(schedule => Simulate(model, durations, schedule).ToString()),
            adaptive.ToString(), $"{adaptive.Shortest:F1} s",
        ];
    }

    private static Outcome Simulate(string model, double[] durations, PollSchedule schedule)
    {
        var random = new Random(1);
        var due = new DueQueue<int>();
        var waiting = durations.Length;
        long requests = 0;
        double delay = 0, shortest = double.MaxValue;
        var unfinished = new SeedanceTask
        {
            Id = "video",
            Model = model,
            Status = SeedanceTaskStatus.Processing,
            StatusText = "processing",
        };
        for (var task = 0; task < durations.Length; task++) due.Add(TimeSpan.Zero, task);
        while (due.NextDue is { } now)
        {
            var task = due.Take();
            var age = now.TotalSeconds;
            requests++;
            if (age >= durations[task])
            {
                delay += age - durations[task];
                waiting--;
                continue;
            }

            var interval = schedule.NextInterval(unfinished, now, waiting, random.NextDouble());
            shortest = Math.Min(shortest, interval.TotalSeconds);
            due.Add(now + interval, task);
        }

        return new Outcome((double)requests / durations.Length, delay / durations.Length, shortest);
    }

    private static double Uniform(GenerationTime times, Random random) =>
        times.Earliest.TotalSeconds + random.NextDouble() * (times.Latest - times.Earliest).TotalSeconds;

    private static double Clustered(GenerationTime times, Random random) =>
        times.Earliest.TotalSeconds + 60 + (random.NextDouble() - 0.5) * 40;

    private static double SomeLate(GenerationTime times, Random random) =>
        random.Next(10) == 0 ? times.Latest.TotalSeconds * (1 + random.NextDouble()) : Uniform(times, random);

    private sealed record Outcome(double Requests, double Delay, double Shortest)
    {
        public override string ToString() => $"{Requests:F2} / {Delay:F1}";
    }
}
