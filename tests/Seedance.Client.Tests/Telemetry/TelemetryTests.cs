using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Seedance.Api;
using Seedance.Client.Tests.Saving;
using Seedance.Creating;
using Seedance.Emulator;
using Seedance.Saving;
using Seedance.Telemetry;
using Seedance.Waiting;

namespace Seedance.Client.Tests.Telemetry;

/// <summary>Listeners belong to the process: other tests would be heard, too.</summary>
[CollectionDefinition(nameof(ProcessListeners), DisableParallelization = true)]
public sealed class ProcessListeners;

/// <summary>What whoever listens to the source and the meter Seedance gets.</summary>
[Collection(nameof(ProcessListeners))]
public sealed class TelemetryTests : DownloadTest
{
    private const string Reason = "the netstandard2.0 build has no spans and meters";

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measurements = new();

    [Fact]
    public async Task A_wait_is_the_parent_of_its_polls_and_the_callers_span_is_its_parent()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        using var listener = Listen();
        Add(new EmulatedTask("a") { ProcessingPolls = 1 });
        Add(new EmulatedTask("b") { QueryFaults = [Fault.Always("status", "400")] });

        ActivityTraceId trace;
        using (var caller = new Activity("caller").Start())
        {
            trace = caller.TraceId;
            await WaitAsync(FastClient(retries: 0), "a", "b");
            Assert.Same(caller, Activity.Current);
        }

        Assert.All(_spans, s => Assert.Equal(trace, s.TraceId));
        var waits = _spans.Where(s => s.OperationName == "seedance.wait")
            .ToDictionary(s => $"{s.GetTagItem("seedance.task.id")}");
        Assert.Equal(["a", "b"], waits.Keys.Order());
        Assert.Equal("Completed", waits["a"].GetTagItem("seedance.task.status"));
        Assert.Equal(
            (ActivityStatusCode.Error, "RequestRejected"), (waits["b"].Status, waits["b"].GetTagItem("error.type")));
        var polls = _spans.Where(s => s.OperationName == "seedance.query").ToArray();
        Assert.Equal(3, polls.Length);
        Assert.All(polls, s => Assert.Equal(waits[$"{s.GetTagItem("seedance.task.id")}"].SpanId, s.ParentSpanId));
        Assert.Equal(
            400, polls.Single(s => s.Status == ActivityStatusCode.Error).GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task Creating_and_saving_are_spans_and_no_span_has_a_URL()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        using var listener = Listen();
        using var journal = CreationJournal.Open(Path.Combine(Folder, "run.jsonl"), cancellationToken: Cancellation);
        var client = Client();

        var created = await new TaskCreator(client, journal).CreateAsync(
            "key", CreationBody.Of(new CreationRequest { Prompt = "A cat" }), Cancellation);
        var saved = await SaveAsync(client, created.Id);

        Assert.Equal(
            ["seedance.create", "seedance.query", "seedance.save"], _spans.Select(s => s.OperationName));
        Assert.All(_spans, s => Assert.Equal(created.Id, s.GetTagItem("seedance.task.id")));
        Assert.Equal(saved.Length, _spans.Last().GetTagItem("seedance.video.bytes"));
        Assert.DoesNotContain(
            _spans.SelectMany(s => s.TagObjects), tag => $"{tag.Value}".Contains("://", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_storage_host_gets_no_traceparent()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        Add(new EmulatedTask("a"));
        using (new Activity("caller").Start())
        {
            await SaveAsync(Client(), "a");
        }

        var headers = Emulator.Requests.Select(r => r.Headers.ContainsKey("traceparent"));
        Assert.Equal([true, false], headers);
    }

    [Fact]
    public async Task The_meter_counts_requests_failures_and_bytes_and_records_the_lag_of_polls()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        using var listener = ListenToMeter();
        var task = Add(new EmulatedTask("a")
        {
            QueryFaults = [Fault.Of("status", argument: "500")],
            VideoFaults = [Fault.Of("truncate", argument: "0.5")],
            // By the clock of the system a URL of the emulator would have expired.
            UrlLifetime = TimeSpan.FromDays(3650),
        });
        var client = FastClient(retries: 3);
        var completed = (await WaitAsync(client, "a")).Single().Task;
        await new VideoDownloader(client, Options).SaveAsync(completed!, PathOf("a"), null, Cancellation);

        Assert.Equal(2, Sum("seedance.requests", "seedance.operation=query"));
        Assert.Equal(2, Sum("seedance.requests", "seedance.operation=download"));
        Assert.Equal(1, Sum("seedance.failures", "seedance.operation=query error.type=ServiceUnavailable"));
        Assert.Equal(1, Sum("seedance.failures", "seedance.operation=download error.type=VideoIncomplete"));
        Assert.Equal(task.Video.Length, Sum("seedance.bytes", ""));
        Assert.Equal(2, _measurements.Count(m => m.Name == "seedance.poll.lag"));
    }

    [Fact]
    public void Without_a_listener_nothing_is_allocated()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        // Measured: alone in its process, without an earlier listener, this test passes on .NET 8 as well.
        Assert.SkipWhen(Environment.Version.Major == 8, ".NET 8 allocates once a listener has come and gone");
        var error = new SeedanceException(Failure.ServiceUnavailable, "");
        // The first, unoptimized code of the JIT compiler may allocate. It is replaced in the background, at any time.
        var allocated = long.MaxValue;
        for (var round = 0; round < 20_000 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) Measure();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Thread.Yield();
        }

        Assert.Equal(0, allocated);

        void Measure()
        {
            using var span = Span.Start("query", "a", "host");
            span.SetError(error);
            using var detached = Span.StartDetached("wait", "a");
            detached.MakeCurrent();
            Counters.CountRequest("query");
            Counters.CountFailure("query", error);
            Counters.CountBytes(1);
            Counters.RecordLag(TimeSpan.FromSeconds(1));
        }
    }

    // The clock of the system: what is waited for here takes milliseconds.
    private SeedanceClient FastClient(int retries) => new(new SeedanceClientOptions
    {
        BaseUri = Emulator.BaseUri,
        ApiKey = KeyOf("emulator-key"),
        MaximumRetryCount = retries,
        RetryInterval = TimeSpan.FromMilliseconds(1),
    });

    private static async Task<IReadOnlyList<WaitResult>> WaitAsync(SeedanceClient client, params string[] ids)
    {
        var results = new List<WaitResult>();
        var waiter = new TaskWaiter(client, new TaskWaiterOptions
        {
            Schedule = new PollSchedule(TimeSpan.FromMilliseconds(1)),
            MaximumRetryCount = client.Options.MaximumRetryCount,
        });
        foreach (var id in ids) waiter.Add(id);
        waiter.Complete();
        await waiter.RunAsync(results.Add, Cancellation);
        return results;
    }

    private double Sum(string name, string tags) =>
        _measurements.Where(m => m.Name == name && m.Tags == tags).Sum(m => m.Value);

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Seedance",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener ListenToMeter()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Seedance") l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Enqueue(
            (instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
}
