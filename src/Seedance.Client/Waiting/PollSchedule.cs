namespace Seedance.Waiting;

/// <summary>
/// When to ask about a task next. Not before it can be done; at the documented pace while it probably finishes; ever more rarely when
/// it is late. What finished teaches it about its siblings of the same model. One schedule belongs to one loop: it is not thread-safe.
/// </summary>
public sealed class PollSchedule
{
    /// <summary>The longest pause for a late task.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    // A thousand tasks that were added at once must not fall on one second: this many a second of spread.
    private const double TasksPerSecondOfSpread = 50;
    private const double SmallestSpread = 0.1;

    // One task in so many is asked about in the middle of a long pause: else nobody would learn that its model has become faster.
    private const double ShareOfScouts = 0.05;

    private const int MostModels = 32;

    // A queue, not a video, is being waited for: the upper end of the documented pace.
    private const double QueuedFactor = 2;

    private readonly TimeSpan? _fixedInterval;
    private readonly Dictionary<string, ModelSchedule> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<GenerationTime, double> _prices = [];

    /// <summary>Makes a schedule that knows what is documented.</summary>
    /// <param name="fixedInterval">A fixed pace in place of the adaptive one; null for the adaptive one.</param>
    public PollSchedule(TimeSpan? fixedInterval = null) => _fixedInterval = fixedInterval;

    /// <summary>How long to wait after an answer that was not terminal.</summary>
    /// <param name="task">The answer.</param>
    /// <param name="age">The task's age at the answer.</param>
    /// <param name="waiting">How many tasks are being waited for.</param>
    /// <param name="random">A number from 0 to 1, that spreads tasks over time.</param>
    public TimeSpan NextPause(SeedanceTask task, TimeSpan age, int waiting, double random)
    {
        if (_fixedInterval is { } interval) return interval;
        var model = Of(task.Model);
        var pace = model.Documented.Pace.TotalSeconds;
        var pause = model.Plan.PauseAt(Math.Max(0, age.TotalSeconds));
        if (task.Status == SeedanceTaskStatus.Queued) pause = Math.Max(pause, QueuedFactor * pace);
        // A long pause brings tasks together that were added together: there they are spread. Short ones keep them apart as they are.
        var spread = Math.Min(pace / 2, Math.Max(SmallestSpread * pace, waiting / TasksPerSecondOfSpread));
        if (pause > 3 * pace && random < ShareOfScouts) pause *= 0.4 + 0.5 * random / ShareOfScouts;
        else if (pause > 2 * pace) pause += (random - 0.5) * spread;
        return TimeSpan.FromSeconds(pause);
    }

    /// <summary>A task was seen unfinished, and then finished.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="unfinishedAt">Its age when it was last seen unfinished.</param>
    /// <param name="finishedAt">Its age when it was first seen finished.</param>
    public void Learn(string? model, TimeSpan unfinishedAt, TimeSpan finishedAt)
    {
        if (_fixedInterval is null) Of(model).Learn(unfinishedAt.TotalSeconds, finishedAt.TotalSeconds);
    }

    /// <summary>The age at which half of a model's tasks have finished, by what is known now.</summary>
    public TimeSpan TypicalAge(string? model) => TimeSpan.FromSeconds(Of(model).TypicalAge);

    private ModelSchedule Of(string? model)
    {
        // The names come from the network: beyond a number of them, the rest shares one schedule.
        var name = model is not null && (_models.ContainsKey(model) || _models.Count < MostModels) ? model : "";
        if (!_models.TryGetValue(name, out var known)) _models.Add(name, known = Unlearnt(GenerationTime.Of(model)));
        return known;
    }

    // The price is found once: what is learnt later makes tasks cheaper and quicker at the same price.
    private ModelSchedule Unlearnt(GenerationTime documented)
    {
        var ages = new FinishTimeHistogram(documented);
        if (!_prices.TryGetValue(documented, out var price)) _prices.Add(documented, price = PollPlan.FindPrice(ages, documented.Pace));
        return new ModelSchedule(documented, ages, price);
    }

    private sealed class ModelSchedule
    {
        private readonly FinishTimeHistogram _ages;
        private readonly double _price;
        private int _planned;

        public ModelSchedule(GenerationTime documented, FinishTimeHistogram ages, double price)
        {
            Documented = documented;
            _ages = ages;
            _price = price;
            Plan = new PollPlan(ages, documented.Pace, price);
            TypicalAge = ages.Median();
        }

        public GenerationTime Documented { get; }

        public PollPlan Plan { get; private set; }

        public double TypicalAge { get; private set; }

        public void Learn(double unfinishedAt, double finishedAt)
        {
            _ages.Learn(unfinishedAt, finishedAt);
            // A new plan when there is a tenth more to go by: often at first, hardly ever in the end.
            if (_ages.Seen < _planned + 1 + _planned / 10) return;
            _planned = _ages.Seen;
            Plan = new PollPlan(_ages, Documented.Pace, _price);
            TypicalAge = _ages.Median();
        }
    }
}
