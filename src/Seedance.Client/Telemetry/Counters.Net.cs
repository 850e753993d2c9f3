using System.Diagnostics.Metrics;

namespace Seedance.Telemetry;

/// <summary>The instruments of the meter <c>Seedance</c>. Without a listener each costs a comparison.</summary>
internal static class Counters
{
    private static readonly Meter Meter =
        new(Span.SourceName, typeof(Counters).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("seedance.requests", "{request}", "HTTP requests that were sent.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("seedance.failures", "{failure}", "Failed attempts, retried ones included.");

    private static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("seedance.bytes", "By", "Bytes of videos that were written.");

    private static readonly Histogram<double> Lag =
        Meter.CreateHistogram<double>("seedance.poll.lag", "s", "How much later than it was due a poll was started.");

    /// <summary>Counts a request.</summary>
    /// <param name="operation">What it is for: query, create, download.</param>
    public static void CountRequest(string operation)
    {
        if (Requests.Enabled) Requests.Add(1, new KeyValuePair<string, object?>("seedance.operation", operation));
    }

    /// <summary>Counts a failed attempt.</summary>
    public static void CountFailure(string operation, SeedanceException error)
    {
        if (!Failures.Enabled) return;
        Failures.Add(
            1, new("seedance.operation", operation),
            new KeyValuePair<string, object?>("error.type", error.Failure.ToString()));
    }

    /// <summary>Counts bytes of a video.</summary>
    public static void CountBytes(int bytes) => Bytes.Add(bytes);

    /// <summary>Records how late a poll was started.</summary>
    public static void RecordLag(TimeSpan lag) => Lag.Record(lag.TotalSeconds);
}
