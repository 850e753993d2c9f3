using System.Text;
using Seedance.Json;

namespace Seedance.Client.Tests.Json;

/// <summary>
/// 250,000 mutated responses: the reader reads each one or throws a SeedanceException. The number of a case is its
/// seed; a failure prints it with the bytes.
/// </summary>
public sealed class ReaderFuzzTests
{
    private const int Cases = 250_000;
    private const int FirstSeed = 20260330;
    private const int Shards = 4;

    public static TheoryData<int> AllShards => [.. Enumerable.Range(0, Shards)];

    [Theory]
    [MemberData(nameof(AllShards))]
    public void Read_throws_only_SeedanceException(int shard)
    {
        var read = 0;
        var rejected = new Dictionary<Failure, int>();
        for (var number = shard; number < Cases; number += Shards)
        {
            var body = new ResponseMutator(FirstSeed + number).Next();
            try
            {
                Check(TaskReader.Read(body, ResponseMutator.Id));
                read++;
            }
            catch (SeedanceException e)
            {
                rejected[e.Failure] = rejected.GetValueOrDefault(e.Failure) + 1;
            }
            catch (Exception e)
            {
                Fail(number, body, e);
            }

            try
            {
                TaskReader.ReadMessage(body);
            }
            catch (Exception e)
            {
                Fail(number, body, e);
            }
        }

        // Different failures show that the cases reach different parts of the reader.
        Assert.InRange(read, Cases / Shards / 20, Cases / Shards);
        Failure[] expected =
            [Failure.ResponseInvalid, Failure.WrongTask, Failure.AuthenticationFailed, Failure.ServiceUnavailable];
        foreach (var failure in expected)
            Assert.True(rejected.ContainsKey(failure), $"No response failed as {failure}.");
    }

    [Fact]
    public void Next_same_seed_gives_the_same_response() =>
        Assert.Equal(new ResponseMutator(4711).Next(), new ResponseMutator(4711).Next());

    // The invariants of every task.
    private static void Check(SeedanceTask task)
    {
        Assert.Equal(ResponseMutator.Id, task.Id);
        Assert.False(string.IsNullOrWhiteSpace(task.StatusText));
        Assert.Equal(StatusValues.Read(task.StatusText), task.Status);
        Assert.NotEqual("", task.VideoUrl);
        Assert.True(task.VideoUrl is not null || task.VideoUrlExpires is null);
        Assert.True(task.TotalTokens is null or >= 0);
        Assert.False(task.ActualDuration is { } seconds && (double.IsNaN(seconds) || double.IsInfinity(seconds)));
        Assert.All(task.AdditionalProperties.Values, v => Assert.True(v is null or string or long or double or bool));
        TaskWriter.Write(task, task.VideoUrl);
    }

    private static void Fail(int number, byte[] body, Exception exception) => Assert.Fail(
        $"Seed {FirstSeed + number}, {body.Length} bytes: "
        + $"{Convert.ToHexString(body)}\n{Encoding.UTF8.GetString(body)}\n{exception}");
}
