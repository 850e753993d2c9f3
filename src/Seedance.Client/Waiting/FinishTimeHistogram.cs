namespace Seedance.Waiting;

/// <summary>
/// At what age tasks of one model finish: at first what the documentation says, then more and more what this run has seen.
/// </summary>
internal sealed class FinishTimeHistogram
{
    /// <summary>Ages are told apart up to here, in seconds.</summary>
    public const int Longest = 1800;

    // The documentation counts as much as so many tasks seen.
    private const double WeightOfDocumentation = 3;

    // So much of it is later than documented: users report queues of ten minutes.
    private const double DocumentedLate = 0.05;

    private readonly double[] _documented;
    private readonly double[] _mass = new double[Longest + 1];

    public FinishTimeHistogram(GenerationTime documented)
    {
        var late = WeightOfDocumentation * DocumentedLate * documented.Longest.TotalSeconds;
        Spread(documented.Shortest.TotalSeconds, documented.Longest.TotalSeconds, WeightOfDocumentation * (1 - DocumentedLate));
        // Of those that are late, half are still unfinished when twice as late: a task that has taken long may take longer still.
        for (var second = (int)documented.Longest.TotalSeconds; second < Longest; second++) _mass[second + 1] += late / second / (second + 1);
        Later = late / Longest;
        _documented = (double[])_mass.Clone();
    }

    /// <summary>How many tasks have been seen to finish.</summary>
    public int Seen { get; private set; }

    /// <summary>How many tasks finish beyond <see cref="Longest"/>.</summary>
    public double Later { get; }

    /// <summary>How many tasks finish in each second of age, up to <see cref="Longest"/>.</summary>
    public ReadOnlySpan<double> Mass => _mass;

    /// <summary>A task was unfinished at one age and finished at another, in seconds: it finished somewhere between.</summary>
    public void Learn(double unfinishedAt, double finishedAt)
    {
        if (finishedAt > Longest || finishedAt <= unfinishedAt) return;
        Seen++;
        // Where in between is what the documentation says; where it says nothing, anywhere. What is learnt does not speak for itself
        // here: chance would reinforce chance.
        var first = FirstSecond(unfinishedAt);
        var last = LastSecond(first, finishedAt);
        var documented = 0.0;
        for (var second = first; second <= last; second++) documented += _documented[second];
        if (documented > 0)
        {
            for (var second = first; second <= last; second++) _mass[second] += _documented[second] / documented;
        }
        else
        {
            Spread(unfinishedAt, finishedAt, 1);
        }
    }

    /// <summary>The age by which half of all have finished, in seconds.</summary>
    public double Median()
    {
        var half = _mass.Sum() / 2;
        var second = 0;
        for (double sum = 0; second < Longest && (sum += _mass[second]) < half; second++)
        {
        }

        return second;
    }

    private void Spread(double from, double to, double mass)
    {
        var first = FirstSecond(from);
        var last = LastSecond(first, to);
        var each = mass / (last - first + 1);
        for (var second = first; second <= last; second++) _mass[second] += each;
    }

    private static int FirstSecond(double after) => Math.Min(Longest, Math.Max(0, (int)after + 1));

    private static int LastSecond(int first, double to) => Math.Min(Longest, Math.Max(first, (int)Math.Ceiling(to)));
}
