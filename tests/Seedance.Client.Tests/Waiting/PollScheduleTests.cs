using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>The interval to the next poll, by the documentation of the service.</summary>
public sealed class PollScheduleTests
{
    public static TheoryData<string, int, int, int> Documented { get; } = new()
    {
        { "seedance_2_0", 120, 300, 20 },
        { "seedance_2_0_fast", 60, 180, 10 },
        { "seedance_2_0_pro", 180, 360, 20 },
        { "seedance_2_0_fast_pro", 120, 240, 10 },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void NextInterval_new_task_waits_until_it_can_be_finished(
        string model, int earliest, int latest, int minimum)
    {
        var first = Interval(new PollSchedule(), model, age: 0);

        Assert.InRange(first, earliest, earliest + 30);
        Assert.True(first >= minimum && first < latest);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void NextInterval_in_the_usual_range_is_the_documented_interval(
        string model, int earliest, int latest, int minimum)
    {
        var schedule = new PollSchedule();

        for (var age = earliest; age < latest - minimum; age++)
            Assert.InRange(Interval(schedule, model, age), minimum, 40);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void NextInterval_late_task_grows_up_to_two_minutes(string model, int earliest, int latest, int minimum)
    {
        var schedule = new PollSchedule();
        var intervals = Enumerable.Range(0, 40).Select(i => Interval(schedule, model, latest * 2 + i * 300)).ToArray();

        Assert.Equal(intervals.Order(), intervals);
        Assert.True(intervals[0] > minimum);
        Assert.Equal(120, intervals[^1]);
        Assert.True(earliest < latest);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void NextInterval_is_never_shorter_than_the_documented_minimum(
        string model, int earliest, int latest, int minimum)
    {
        var schedule = new PollSchedule();
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            foreach (var status in Enum.GetValues<SeedanceTaskStatus>())
                Assert.True(
                    Interval(
                        schedule, model, random.Next(
                            2 * latest), random.NextDouble(), random.Next(20_000), status) >= minimum);
            Assert.True(earliest < latest);
        }
    }

    [Fact]
    public void NextInterval_queued_task_is_the_upper_end_of_the_documented_range()
    {
        var schedule = new PollSchedule();

        for (var age = 0; age < 1000; age += 10)
            Assert.True(Interval(schedule, "seedance_2_0", age, status: SeedanceTaskStatus.Queued) >= 40);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a future model")]
    public void NextInterval_unknown_model_uses_the_range_of_all_models(string? model)
    {
        var schedule = new PollSchedule();

        Assert.InRange(Interval(schedule, model, age: 0), 60, 120);
        for (var age = 0; age < 1000; age++) Assert.True(Interval(schedule, model, age) >= 20);
    }

    [Fact]
    public void NextInterval_fixed_interval_replaces_the_adaptive_one()
    {
        var schedule = new PollSchedule(TimeSpan.FromSeconds(7));

        foreach (var age in (int[])[0, 200, 5000]) Assert.Equal(7, Interval(schedule, "seedance_2_0", age));
    }

    [Fact]
    public void NextInterval_distributes_a_thousand_tasks_added_together()
    {
        var schedule = new PollSchedule();
        var random = new Random(5);

        var busiest = Enumerable.Range(0, 1000)
            .Select(_ => (int)Interval(schedule, "seedance_2_0", age: 0, random.NextDouble(), waiting: 1000))
            .GroupBy(second => second).Max(second => second.Count());

        Assert.True(busiest < 200, $"{busiest} on one second");
    }

    private static double Interval(
        PollSchedule schedule, string? model, double age, double random = 0.5, int waiting = 1,
        SeedanceTaskStatus status = SeedanceTaskStatus.Processing) =>
        schedule.NextInterval(
            new SeedanceTask { Id = "video", Model = model, Status = status, StatusText = "processing" },
            TimeSpan.FromSeconds(age), waiting, random).TotalSeconds;
}
