using System.Globalization;
using System.Text;
using Seedance.Json;

namespace Seedance.Client.Tests.Json;

/// <summary>A written task is read back unchanged.</summary>
public sealed class WritingTests
{
    private const int Tasks = 20_000;
    private const int FirstSeed = 1774836724;

    private static readonly string[] StatusTexts =
    [
        "queued", "pending", "processing", "RUNNING", "completed", "succeeded", "Success", "failed", "cancelled",
        "canceled", "expired", "dreaming",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "a", "拒绝", "😀", "\"", "\\", "\r\n\t", "\0", "\u2028", "\u202e", "<script>&'", "null", "0",
        "{\"a\":[1]}", "true", "1e5", "e\u0301",
    ];

    [Fact]
    public void A_written_task_is_read_back_unchanged()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Tasks; seed++)
            AssertReadBackUnchanged(RandomTask(new Random(seed)), seed);
    }

    [Fact]
    public void A_task_that_was_read_is_written_and_read_back_unchanged()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Tasks; seed++)
        {
            SeedanceTask task;
            try
            {
                task = TaskReader.Read(new ResponseMutator(seed).Next(), ResponseMutator.Id);
            }
            catch (SeedanceException)
            {
                continue;
            }

            AssertReadBackUnchanged(task, seed);
        }
    }

    [Fact]
    public void The_signed_URL_is_written_only_when_passed()
    {
        var task = new SeedanceTask
        {
            Id = "a",
            StatusText = "completed",
            VideoUrl = "https://h/v.mp4?X-Tos-Signature=secret",
        };
        Assert.DoesNotContain(
            "secret", Encoding.UTF8.GetString(TaskWriter.Write(task, null)), StringComparison.Ordinal);
        Assert.Contains(
            "secret", Encoding.UTF8.GetString(TaskWriter.Write(task, task.VideoUrl)), StringComparison.Ordinal);
    }

    private static void AssertReadBackUnchanged(SeedanceTask task, int seed)
    {
        var written = TaskWriter.Write(task, task.VideoUrl);
        var read = TaskReader.Read(written, task.Id);
        Assert.True(
            AreEqual(task, read),
            $"Seed {seed}:\n{Describe(task)}\n{Describe(read)}\n{Encoding.UTF8.GetString(written)}");
    }

    private static SeedanceTask RandomTask(Random random)
    {
        var status = OneOf(random, StatusTexts);
        var url = Maybe(
            random,
            () => $"https://h/{random.Next()}.mp4?X-Tos-Date=20260330T021204Z&X-Tos-Expires={random.Next()}&s=a%2Fb");
        var error = Maybe(random, () => "e" + OneOf(random, Texts));
        return new SeedanceTask
        {
            Id = $"video_{random.Next()}{OneOf(random, Texts)}",
            Status = StatusValues.Read(status),
            StatusText = status,
            Model = Maybe(random, () => "m" + OneOf(random, Texts)),
            Created = random.Next(3) == 0
                ? null
                : DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(1, 99_999_999_999_999)),
            VideoUrl = url,
            VideoUrlExpires = url is null ? null : new SignedUrl(url).ExpiresAt,
            ActualDuration = random.Next(3) == 0 ? null : random.NextDouble() * Math.Pow(10, random.Next(-5, 20)),
            TotalTokens = random.Next(3) == 0 ? null : random.NextInt64(),
            Error = error,
            ErrorCode = error is null ? null : Maybe(random, () => "c" + OneOf(random, Texts)),
            AdditionalProperties = Enumerable.Range(0, random.Next(4))
                .ToDictionary(i => $"field{i}{OneOf(random, Texts)}", _ => RandomValue(random)),
        };
    }

    private static object? RandomValue(Random random) => random.Next(7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        // Not an integer: an integer is read as a long.
        3 =>
            (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 10)) is var real && real == Math.Truncate(real)
            ? 0.5
            : real,
        4 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(25, 300)),
        _ => OneOf(random, Texts),
    };

    private static bool AreEqual(SeedanceTask a, SeedanceTask b) =>
        a with { AdditionalProperties = b.AdditionalProperties } == b
        && a.AdditionalProperties.OrderBy(f => f.Key, StringComparer.Ordinal)
            .SequenceEqual(b.AdditionalProperties.OrderBy(f => f.Key, StringComparer.Ordinal));

    private static string Describe(SeedanceTask task) => string.Create(
        CultureInfo.InvariantCulture,
        $"{task.Id}|{task.Status}|{task.StatusText}|{task.Model}|{task.Created:O}|{task.VideoUrl}|"
        + $"{task.VideoUrlExpires:O}|{task.ActualDuration:R}|")
        + $"{task.TotalTokens}|{task.Error}|{task.ErrorCode}|"
        + string.Join(
            ";",
            task.AdditionalProperties.OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => $"{f.Key}={f.Value} {f.Value?.GetType()}"));

    private static T? Maybe<T>(Random random, Func<T> make)
        where T : class => random.Next(3) == 0 ? null : make();

    private static T OneOf<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
