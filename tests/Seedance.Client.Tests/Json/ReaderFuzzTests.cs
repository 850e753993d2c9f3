using System.Text;
using Seedance.Json;

namespace Seedance.Client.Tests.Json;

/// <summary>
/// A quarter of a million answers that no service gives: the reader understands or refuses each, and throws nothing but its own.
/// Every case has a number that is its seed; a failure prints it with the bytes.
/// </summary>
public sealed class ReaderFuzzTests
{
    private const int Cases = 250_000;
    private const int FirstSeed = 20260330;
    private const int Shards = 4;

    public static TheoryData<int> AllShards => [.. Enumerable.Range(0, Shards)];

    [Theory]
    [MemberData(nameof(AllShards))]
    public void No_answer_makes_the_reader_throw_anything_but_its_own(int shard)
    {
        var read = 0;
        var refused = new Dictionary<Failure, int>();
        for (var number = shard; number < Cases; number += Shards)
        {
            var body = new AnswerMutator(FirstSeed + number).Next();
            try
            {
                Check(TaskReader.Read(body, AnswerMutator.Id));
                read++;
            }
            catch (SeedanceException e)
            {
                refused[e.Failure] = refused.GetValueOrDefault(e.Failure) + 1;
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

        // Were all of them refused for one reason, little of the reader would have been shown.
        Assert.InRange(read, Cases / Shards / 20, Cases / Shards);
        foreach (var failure in (Failure[])[Failure.ResponseInvalid, Failure.WrongTask, Failure.AuthenticationFailed, Failure.ServiceUnavailable])
            Assert.True(refused.ContainsKey(failure), $"Nothing was refused as {failure}.");
    }

    [Fact]
    public void The_same_number_makes_the_same_answer() =>
        Assert.Equal(new AnswerMutator(4711).Next(), new AnswerMutator(4711).Next());

    // What holds for every task, whatever it was read from.
    private static void Check(SeedanceTask task)
    {
        Assert.Equal(AnswerMutator.Id, task.Id);
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
        $"Seed {FirstSeed + number}, {body.Length} bytes: {Convert.ToHexString(body)}\n{Encoding.UTF8.GetString(body)}\n{exception}");
}
