namespace Seedance.Waiting;

/// <summary>How long a model usually takes, and how often it may be asked about meanwhile (the service's documentation).</summary>
/// <param name="Shortest">Before this age a task is hardly ever done.</param>
/// <param name="Longest">After this age a task is late.</param>
/// <param name="Pace">The shortest time between two questions about one task.</param>
internal readonly record struct GenerationTime(TimeSpan Shortest, TimeSpan Longest, TimeSpan Pace)
{
    private static readonly TimeSpan StandardPace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FastPace = TimeSpan.FromSeconds(10);

    /// <summary>The times of a model; careful ones for a model that is not documented.</summary>
    public static GenerationTime Of(string? model) => model switch
    {
        "seedance_2_0" => Minutes(2, 5, StandardPace),
        "seedance_2_0_fast" => Minutes(1, 3, FastPace),
        "seedance_2_0_pro" => Minutes(3, 6, StandardPace),
        "seedance_2_0_fast_pro" => Minutes(2, 4, FastPace),
        _ => Minutes(1, 5, StandardPace),
    };

    private static GenerationTime Minutes(int shortest, int longest, TimeSpan pace) =>
        new(TimeSpan.FromMinutes(shortest), TimeSpan.FromMinutes(longest), pace);
}
