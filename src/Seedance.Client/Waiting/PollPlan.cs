namespace Seedance.Waiting;

/// <summary>
/// For each age of a task, the pause that costs least: every question has its price, and so has every second between the end of
/// a task and its notice. Found backwards from the oldest age (dynamic programming), for the finish ages that are known.
/// </summary>
internal sealed class PollPlan
{
    // One question is worth so many seconds of lag: with it, a documented range of three minutes is asked about every 20 s.
    private const double PriceOfQuestion = 1;

    // The first pause may be this long: no documented model takes longer to be possible.
    private const int LongestJump = 360;

    private readonly short[] _pause = new short[FinishAges.Longest + 1];
    private readonly int _pace;

    /// <param name="ages">When tasks finish.</param>
    /// <param name="pace">The shortest pause allowed.</param>
    public PollPlan(FinishAges ages, TimeSpan pace)
    {
        _pace = (int)Math.Ceiling(pace.TotalSeconds);
        Solve(ages.Mass, ages.Later);
    }

    /// <summary>How long to wait when a task was unfinished at this age, both in seconds.</summary>
    public double PauseAt(double age) => age < _pause.Length ? _pause[(int)age] : LatePause(age);

    // There the chance to finish within the next second is one in the age: the cost per second, price / d + d / 2 / age, is least here.
    private double LatePause(double age) =>
        Math.Min(PollSchedule.Longest.TotalSeconds, Math.Max(_pace, Math.Sqrt(2 * PriceOfQuestion * age)));

    private void Solve(ReadOnlySpan<double> mass, double later)
    {
        const int last = FinishAges.Longest;
        // Sums from the left, of the mass and of the mass times its age: the lag that a pause costs is a difference of two.
        var count = new double[last + 2];
        var moment = new double[last + 2];
        for (var age = 0; age <= last; age++)
        {
            count[age + 1] = count[age] + mass[age];
            moment[age + 1] = moment[age] + mass[age] * age;
        }

        // What all tasks that are unfinished at an age will still cost. Beyond the last age it hardly depends on the way there.
        var cost = new double[last + 1 + LongestJump];
        for (var age = last; age >= 0; age--)
        {
            var unfinished = count[last + 1] - count[age + 1] + later;
            var best = double.MaxValue;
            for (var pause = _pace; pause <= LongestJump; pause++)
            {
                var then = Math.Min(last, age + pause);
                var finished = count[then + 1] - count[age + 1];
                var lag = (age + pause) * finished - (moment[then + 1] - moment[age + 1]);
                var price = PriceOfQuestion * unfinished + lag + cost[age + pause];
                if (price >= best) continue;
                best = price;
                _pause[age] = (short)pause;
            }

            cost[age] = best;
        }

        // Past half of the known ages their end shows, so the rule for late tasks takes over there.
        for (var age = last / 2; age <= last; age++) _pause[age] = (short)Math.Min(_pause[age], Math.Ceiling(LatePause(age)));
    }
}
