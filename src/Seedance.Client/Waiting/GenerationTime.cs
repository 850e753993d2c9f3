namespace Seedance.Waiting;

/// <summary>
/// The polling table: what is known of a model's generation time. docs/polling.md derives the rule that uses it.
/// </summary>
/// <param name="Earliest">Hardly any task is finished before this age (the service's documentation).</param>
/// <param name="Latest">A task is late after this age (the service's documentation).</param>
/// <param name="MinimumInterval">The minimum interval between two polls of a task (the service's
/// documentation).</param>
/// <param name="RequestCost">The seconds of delay that one request is worth.</param>
internal readonly record struct GenerationTime(
    TimeSpan Earliest, TimeSpan Latest, TimeSpan MinimumInterval, double RequestCost)
{
    // The documentation asks for 20 to 40 seconds and allows less for the fast models.
    private static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FastInterval = TimeSpan.FromSeconds(10);

    // Chosen by the economy benchmark: the mean delay is that of a fixed interval of 20 seconds.
    private const double StandardCost = 1.2;
    private const double FastCost = 2.8;

    /// <summary>The age at which half of the tasks have finished.</summary>
    public TimeSpan Typical => TimeSpan.FromTicks((Earliest.Ticks + Latest.Ticks) / 2);

    /// <summary>The row of a model. An unknown model gets the range of all models and the longer interval.</summary>
    public static GenerationTime Of(string? model) => model switch
    {
        "seedance_2_0" => Standard(2, 5),
        "seedance_2_0_fast" => Fast(1, 3),
        "seedance_2_0_pro" => Standard(3, 6),
        "seedance_2_0_fast_pro" => Fast(2, 4),
        _ => Standard(1, 5),
    };

    private static GenerationTime Standard(int earliestMinutes, int latestMinutes) => new(
        TimeSpan.FromMinutes(earliestMinutes), TimeSpan.FromMinutes(latestMinutes), StandardInterval, StandardCost);

    private static GenerationTime Fast(int earliestMinutes, int latestMinutes) => new(
        TimeSpan.FromMinutes(earliestMinutes), TimeSpan.FromMinutes(latestMinutes), FastInterval, FastCost);
}
