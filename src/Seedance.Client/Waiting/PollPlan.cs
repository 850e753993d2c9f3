namespace Seedance.Waiting;

/// <summary>
/// For each age of a task, the pause that costs least: every question has its price, and so has every second between the end of
/// a task and its notice. Found backwards from the oldest age (dynamic programming), for the finish ages that are known.
/// </summary>
internal sealed class PollPlan
{
    // The mean lag to reach, in seconds: that of asking every 20 s, the shortest pace the documentation gives.
    private const double TargetLag = 9.8;

    // The price is looked for between these, in seconds.
    private const double LowestPrice = 0.5;
    private const double HighestPrice = 8;
    private const int PriceSteps = 8;

    // The first pause may be this long: no documented model takes longer to be possible.
    private const int LongestJump = 360;

    private const int Last = FinishTimeHistogram.Longest;

    private readonly double[] _count = new double[Last + 2];
    private readonly double[] _moment = new double[Last + 2];

    // What all tasks that are unfinished at an age will still cost. Beyond the last age it hardly depends on the way there.
    private readonly double[] _cost = new double[Last + 1 + LongestJump];
    private readonly int[] _pause = new int[Last + 1];
    private readonly int _pace;
    private readonly double _price;

    /// <summary>Plans for a price.</summary>
    /// <param name="ages">When tasks finish.</param>
    /// <param name="pace">The shortest pause allowed.</param>
    /// <param name="price">What a question costs: as much as so many seconds of lag.</param>
    public PollPlan(FinishTimeHistogram ages, TimeSpan pace, double price)
    {
        _pace = (int)Math.Ceiling(pace.TotalSeconds);
        _price = price;
        var mass = ages.Mass;
        // Sums from the left, of the mass and of the mass times its age: the lag that a pause costs is a difference of two.
        for (var age = 0; age <= Last; age++)
        {
            _count[age + 1] = _count[age] + mass[age];
            _moment[age + 1] = _moment[age] + mass[age] * age;
        }

        for (var age = Last; age >= 0; age--)
        {
            _pause[age] = BestPause(age);
            var unfinished = _count[Last + 1] - _count[age + 1] + ages.Later;
            _cost[age] = price * unfinished + CostAfter(age, _pause[age]);
        }
    }

    /// <summary>The highest price whose plan still keeps the lag: the fewest questions.</summary>
    public static double FindPrice(FinishTimeHistogram ages, TimeSpan pace)
    {
        double low = LowestPrice, high = HighestPrice;
        for (var step = 0; step < PriceSteps; step++)
        {
            var price = Math.Sqrt(low * high);
            if (new PollPlan(ages, pace, price).MeanLag() > TargetLag) high = price;
            else low = price;
        }

        return low;
    }

    /// <summary>How long to wait when a task was unfinished at this age, both in seconds.</summary>
    public double PauseAt(double age) => age switch
    {
        < Last / 2 => _pause[(int)age],
        // Towards the end of the known ages the plan sees less and less of what follows: the rule for late tasks limits it, then replaces it.
        < Last - LongestJump => Math.Min(_pause[(int)age], LatePause(age)),
        _ => LatePause(age),
    };

    // There the chance to finish within the next second is one in the age: the cost per second, price / d + d / 2 / age, is least here.
    private double LatePause(double age) =>
        Math.Min(PollSchedule.Longest.TotalSeconds, Math.Max(_pace, Math.Sqrt(2 * _price * age)));

    private int BestPause(int age)
    {
        var best = _pace;
        var least = CostAfter(age, best);
        for (var pause = _pace + 1; pause <= LongestJump; pause++)
        {
            var cost = CostAfter(age, pause);
            if (cost >= least) continue;
            least = cost;
            best = pause;
        }

        return best;
    }

    private double CostAfter(int age, int pause) => Lag(age, pause) + _cost[age + pause];

    // The lag of all tasks that finish within a pause, in seconds.
    private double Lag(int age, int pause)
    {
        var then = Math.Min(Last, age + pause);
        return (age + pause) * (_count[then + 1] - _count[age + 1]) - (_moment[then + 1] - _moment[age + 1]);
    }

    private double MeanLag()
    {
        var lag = 0.0;
        for (var age = 0; age <= Last; age += (int)PauseAt(age)) lag += Lag(age, (int)PauseAt(age));
        return lag / _count[Last + 1];
    }
}
