using System.Globalization;
using CsCheck;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Properties;

/// <summary>Generates hosts and pipelines. Each scenario depends on its number alone.</summary>
internal static class ScenarioGenerator
{
    private const ulong Seed = 20260330;

    // Different lengths: a file whose name lacks the id is compared by length.
    private static readonly EmulatedVideo[] Small =
    [
        SampleVideos.WithAudio,
        SampleVideos.NoAudioMoovLast,
        .. Enumerable.Range(1, 6).Select(i => SampleVideos.Generated(i * 20_011, i)),
    ];

    // Large enough for several connections.
    private static readonly EmulatedVideo[] Large =
        [.. Enumerable.Range(1, 3).Select(i => SampleVideos.Generated((8 * 1024 * 1024) + (i * 400_009), i))];

    // Each with its possible arguments.
    private static readonly (string Name, string?[] Arguments)[] VideoFaults =
    [
        ("status", ["400", "401", "403", "404", "408", "410", "429", "500", "503", "503:0"]),
        ("truncate", ["0", "0.3", "0.9", "0.9999"]),
        ("reset", ["0", "0.4"]),
        ("short-length", ["0.5"]),
        ("redirect", ["1", "5", "6"]),
        ("limit", ["1", "2", "3"]),
        ("slow", ["4000000"]),
        ("extra-bytes", ["1000"]),
        .. ((string[])
        [
            "expired", "html", "xml-error", "empty", "ignore-range", "no-ranges", "range-416", "moved-range",
            "changed-object", "changed-part", "no-validators", "weak-etag", "chunked", "gzip", "broken-boxes", "md5",
            "wrong-md5", "sha256", "wrong-sha256", "wrong-crc64",
        ]).Select(name => (name, (string?[])[null])),
    ];

    private static readonly (string Name, string?[] Arguments)[] QueryFaults =
    [
        ("status", ["500", "502", "429", "403"]),
        .. ((string[])
        [
            "html", "empty", "reset", "gzip", "cut-off", "broken-json", "completed-without-url", "processing",
            "envelope", "unauthorized", "upper-case", "wrong-id", "unknown",
        ]).Select(name => (name, (string?[])[null])),
    ];

    /// <summary>The scenario of this number.</summary>
    public static Scenario Create(int number)
    {
        var random = new PCG((uint)number, Seed);
        return OfNumber(number).Generate(random, null, out _);
    }

    private static Gen<Scenario> OfNumber(int number) =>
        from taskCount in Gen.Int[1, 3]
        from tasks in Tasks(number).Array[taskCount]
        from records in Gen.Int[0, taskCount - 1].Array[1, 4]
        from name in Gen.Frequency(
            (4, "{Id}.mp4"), (2, "{Id}-{Index}"), (2, "clip-{Index}.mp4"), (1, "clip.mp4"), (1, "{Model} {Id}"))
        from existing in Gen.Frequency(
            (5, ExistingFile.None),
            (1, ExistingFile.SameVideo),
            (1, ExistingFile.HalfVideo),
            (1, ExistingFile.OtherVideo),
            (1, ExistingFile.Text))
        from command in Commands
        from runs in RunOf(command).Array[1, 2]
            // The generated ids are not unique; the position makes them unique.
        let unique = tasks.Select((t, i) => t with { Id = $"s{number}-{i}" }).ToArray()
        select new Scenario(unique, records, runs, name, existing);

    private static Gen<EmulatedTask> Tasks(int number) =>
        from isLarge in Gen.Frequency((14, false), (1, true))
        from video in Gen.OneOf(isLarge ? Large : Small)
        from outcome in Gen.Frequency((12, Outcome.Completed), (1, Outcome.Failed))
        from videoFaults in FaultOf(VideoFaults).Array[0, 3]
        from queryFaults in FaultOf(QueryFaults).Array[0, 1]
        select new EmulatedTask($"s{number}")
        {
            Video = video,
            Outcome = outcome,
            VideoFaults = videoFaults,
            QueryFaults = queryFaults,
        };

    private static Gen<Fault> FaultOf((string Name, string?[] Arguments)[] faults) =>
        from fault in Gen.OneOf(faults)
        from argument in Gen.OneOf(fault.Arguments)
        from times in Gen.Frequency((4, 1), (2, 2), (1, 4), (1, int.MaxValue))
        from after in Gen.Int[0, 3]
        select Fault.Of(fault.Name, times, argument, after);

    private static Gen<string> Commands =>
        from before in Gen.Frequency((3, ""), (1, "Get-SeedanceTask | "))
        from connections in Gen.Int[1, 5]
        from retries in Gen.Int[0, 6]
        from throttle in Gen.Int[1, 4]
        from replace in Gen.Frequency((5, ""), (1, " -Force"), (1, " -NoClobber"))
        from metadata in Gen.Frequency((3, ""), (1, " -Metadata"))
        from wait in Gen.Frequency((3, ""), (1, " -Wait -Timeout 20"))
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{before}Save-SeedanceVideo -ConnectionsPerVideo {connections} -MaximumRetryCount {retries} "
            + $"-ThrottleLimit {throttle}{replace}{metadata}{wait}");

    private static Gen<Run> RunOf(string command) =>
        from isStopped in Gen.Frequency((4, false), (1, true))
        from bytes in Gen.Long[0, 200_000]
        select new Run(command, isStopped ? bytes : null);
}
