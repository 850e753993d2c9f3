using Seedance.Waiting;

namespace Seedance.Client.Tests.Waiting;

/// <summary>When to ask next, by what the service's documentation says and by what a run has learnt.</summary>
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
    public void A_new_task_is_not_asked_about_before_it_can_be_done(string model, int shortest, int longest, int pace)
    {
        var first = Pause(new PollSchedule(), model, age: 0);

        Assert.InRange(first, shortest, shortest + 30);
        Assert.True(first >= pace && first < longest);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void While_it_probably_finishes_the_pace_is_the_documented_one(string model, int shortest, int longest, int pace)
    {
        var schedule = new PollSchedule();

        for (var age = shortest; age < longest - pace; age++) Assert.InRange(Pause(schedule, model, age), pace, 40);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void A_late_task_is_asked_about_ever_more_rarely_up_to_two_minutes(string model, int shortest, int longest, int pace)
    {
        var schedule = new PollSchedule();
        var pauses = Enumerable.Range(0, 40).Select(i => Pause(schedule, model, longest * 2 + i * 300)).ToArray();

        Assert.Equal(pauses.Order(), pauses);
        Assert.True(pauses[0] > pace);
        Assert.Equal(120, pauses[^1]);
        Assert.True(shortest < longest);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Never_closer_together_than_the_documented_pace_whatever_it_has_learnt(string model, int shortest, int longest, int pace)
    {
        var schedule = new PollSchedule();
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            foreach (var status in Enum.GetValues<SeedanceTaskStatus>())
                Assert.True(Pause(schedule, model, random.Next(2 * longest), random.NextDouble(), random.Next(20_000), status) >= pace);
            var finished = random.Next(1, longest);
            schedule.Learn(model, TimeSpan.FromSeconds(finished - random.NextDouble() * Math.Min(finished, shortest)), TimeSpan.FromSeconds(finished));
        }
    }

    [Fact]
    public void A_queued_task_is_asked_about_at_the_upper_end_of_the_documented_pace()
    {
        var schedule = new PollSchedule();

        for (var age = 0; age < 1000; age += 10) Assert.True(Pause(schedule, "seedance_2_0", age, status: SeedanceTaskStatus.Queued) >= 40);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a model of next year")]
    public void A_model_that_is_not_documented_gets_careful_times(string? model)
    {
        var schedule = new PollSchedule();

        Assert.InRange(Pause(schedule, model, age: 0), 60, 120);
        for (var age = 0; age < 1000; age++) Assert.True(Pause(schedule, model, age) >= 20);
    }

    [Fact]
    public void A_fixed_pace_replaces_all_that()
    {
        var schedule = new PollSchedule(TimeSpan.FromSeconds(7));
        schedule.Learn("seedance_2_0", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));

        foreach (var age in (int[])[0, 200, 5000]) Assert.Equal(7, Pause(schedule, "seedance_2_0", age));
    }

    [Fact]
    public void Tasks_that_finished_teach_it_when_their_siblings_will()
    {
        var schedule = new PollSchedule();
        var before = Pause(schedule, "seedance_2_0_pro", age: 0);

        for (var i = 0; i < 300; i++) schedule.Learn("seedance_2_0_pro", TimeSpan.FromSeconds(285), TimeSpan.FromSeconds(300));

        Assert.InRange(before, 180, 220);
        Assert.InRange(Pause(schedule, "seedance_2_0_pro", age: 0), 285, 315);
        Assert.InRange(schedule.TypicalAge("seedance_2_0_pro").TotalSeconds, 280, 300);
    }

    [Fact]
    public void A_model_that_has_become_faster_is_noticed()
    {
        var schedule = new PollSchedule();

        for (var i = 0; i < 30; i++) schedule.Learn("seedance_2_0", TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(70));

        Assert.InRange(Pause(schedule, "seedance_2_0", age: 0), 55, 90);
    }

    [Fact]
    public void What_one_model_teaches_changes_no_other()
    {
        var untaught = new PollSchedule();
        var taught = new PollSchedule();
        for (var i = 0; i < 30; i++) taught.Learn("seedance_2_0", TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(70));

        for (var age = 0; age < 1000; age++)
            Assert.Equal(Pause(untaught, "seedance_2_0_pro", age), Pause(taught, "seedance_2_0_pro", age));
    }

    [Fact]
    public void One_late_task_does_not_make_the_others_wait()
    {
        var schedule = new PollSchedule();

        schedule.Learn("seedance_2_0", TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(920));

        Assert.InRange(Pause(schedule, "seedance_2_0", age: 0), 120, 160);
    }

    [Fact]
    public void A_thousand_tasks_that_were_added_at_once_do_not_fall_on_one_second()
    {
        var schedule = new PollSchedule();
        var random = new Random(5);

        var busiest = Enumerable.Range(0, 1000)
            .Select(_ => (int)Pause(schedule, "seedance_2_0", age: 0, random.NextDouble(), waiting: 1000))
            .GroupBy(second => second).Max(second => second.Count());

        Assert.True(busiest < 200, $"{busiest} on one second");
    }

    [Fact]
    public void Names_of_models_that_never_end_cost_no_memory_that_never_ends()
    {
        var schedule = new PollSchedule();
        for (var i = 0; i < 40; i++) schedule.Learn($"model {i}", TimeSpan.FromSeconds(400), TimeSpan.FromSeconds(410));

        // The last ones share what they learn.
        Assert.Equal(schedule.TypicalAge("model 38"), schedule.TypicalAge("model 39"));
        Assert.NotEqual(schedule.TypicalAge("model 0"), schedule.TypicalAge("model 39"));
    }

    private static double Pause(
        PollSchedule schedule, string? model, double age, double random = 0.5, int waiting = 1,
        SeedanceTaskStatus status = SeedanceTaskStatus.Processing) =>
        schedule.NextPause(
            new SeedanceTask { Id = "video", Model = model, Status = status, StatusText = "processing" },
            TimeSpan.FromSeconds(age), waiting, random).TotalSeconds;
}
